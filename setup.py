"""Only what pyproject.toml cannot say: rules/ and schemas/ ship as data packages beside gikvalidate."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["gikvalidate", "gikvalidate.*"]), "gikvalidate_rules", "gikvalidate_schemas"],
    package_dir={"gikvalidate_rules": "rules", "gikvalidate_schemas": "schemas"},
    package_data={
        "gikvalidate_rules": ["**/*.yaml"],
        "gikvalidate_schemas": ["**/*.yaml"],
        "gikvalidate": ["py.typed", "reports/templates/*", "web/templates/*", "web/static/*"],
    },
)
