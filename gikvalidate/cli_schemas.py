"""The commands that show the forms and the schemas of their tables."""

from __future__ import annotations

import click

from gikvalidate.command import fail, lang_option, schemas_option


@click.group()
def schemas() -> None:
    """查看报告格式和数据表的结构 / show the forms and the schemas of their tables."""


@schemas.command("list")
@schemas_option
def list_schemas() -> None:
    """列出各代格式和它们的表 / list the forms and their tables."""
    from gikvalidate.recognise import load_forms

    for form in load_forms():
        years = f"{form.first_year}–{form.last_year or ''}"
        tables = dict.fromkeys(f"{block.table}（{block.title}）" for block in form.blocks)
        click.echo(f"{form.generation:10} {years:10} {'、'.join(tables)}  {form.basis}")


@schemas.command("show")
@click.argument("generation")
@click.argument("table")
@schemas_option
@lang_option
def show_schema(generation: str, table: str, lang: str) -> None:
    """一张表的 pandera 结构（YAML），如 form2021 t3 / the pandera schema of one table as YAML."""
    from gikvalidate.datafolders import schema_file

    try:
        path = schema_file(generation, table)
    except KeyError:
        fail(
            f"no schema of {table} in {generation}; see gikvalidate schemas list"
            if lang == "en"
            else f"没有 {generation} 的 {table}；见 gikvalidate schemas list"
        )
    click.echo(path.read_text(encoding="utf-8"), nl=False)
