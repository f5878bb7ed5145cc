"""Lint: what is wrong with a set of rules beyond each file's own schema."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from gikvalidate.arithmetic import matching
from gikvalidate.authoring.consistency import consistency
from gikvalidate.authoring.faults import Fault
from gikvalidate.checks import Check, compile_rule
from gikvalidate.checks.identity import Relations
from gikvalidate.datafiles import DataFileError, Trail
from gikvalidate.datafolders import files_under, folder
from gikvalidate.figures import Keys
from gikvalidate.lasting import lasting
from gikvalidate.narrate import known_subjects
from gikvalidate.recognise import first_of_its_line, load_forms
from gikvalidate.rules import Example, Rule, load_rule


def lint(roots: Sequence[Path] = ()) -> list[Fault]:
    """Every fault of the installed rules and those under `roots`, file by file in the order of their lines."""
    with lasting():
        return _faults(roots)


def _faults(roots: Sequence[Path]) -> list[Fault]:
    faults: list[Fault] = []
    forms = {form.generation: form.keys for form in load_forms()}
    figures = {generation: _Figures(keys) for generation, keys in forms.items()}
    checks: dict[str, Check] = {}
    shipped = folder("rules")
    for root in (shipped, *roots):
        for path in files_under(root):
            if path.suffix in {".yml", ".json", ".toml"}:
                told = ("规则文件要以 .yaml 结尾，这个文件没有读", "rule files end with .yaml; not read")
                faults.append(Fault(path, 1, 1, told))
            if not path.name.endswith(".yaml"):
                continue
            try:
                rule = load_rule(path, root)
                if (before := checks.get(rule.id)) is not None and not before.rule.file.path.is_relative_to(shipped):
                    zh = f"{before.rule.file.path} 里已有同名的规则，被这一条覆盖"
                    en = f"this replaces the rule of the same name in {before.rule.file.path}"
                    faults.append(Fault.at(rule, (), zh, en))
                # A rule of the same name replaces the earlier one; its place in the order stays.
                checks[rule.id] = compile_rule(rule, forms)
            except DataFileError as error:
                faults.append(Fault.of(error))
    known = known_subjects()
    for check in checks.values():
        faults += [*_own(check, checks, figures), *_subjects(check, known)]
    faults += _same_titles(checks)
    faults += consistency(list(checks.values()), forms)
    return sorted(faults, key=lambda fault: (fault.path, fault.line, fault.column))


class _Figures(dict[str, bool]):
    """Whether a form has figures of a key, in which * may stand; examples ask for the same ones again and again."""

    def __init__(self, keys: Keys) -> None:
        super().__init__()
        self.keys_of_form = keys

    def __missing__(self, key: str) -> bool:
        self[key] = found = bool(matching(key, self.keys_of_form))
        return found


def _own(check: Check, checks: Mapping[str, Check], forms: Mapping[str, _Figures]) -> Iterator[Fault]:
    rule = check.rule
    examples = rule.body.examples
    if not examples.fail:
        yield Fault.at(rule, ("examples",), "没有应当不符（fail）的例子", "no example that must fail")
    if len(examples.ok) + len(examples.silent) < _QUIET:
        yield Fault.at(
            rule,
            ("examples",),
            f"应当通过（pass）或不作声（silent）的例子至少要 {_QUIET} 个",
            f"at least {_QUIET} examples that pass or stay silent are needed",
        )
    elif len(examples.ok) + len(examples.silent) < len(examples.fail):
        yield Fault.at(
            rule,
            ("examples",),
            "不作声的例子最好多于报错的例子",
            "give more examples that stay silent than fail",
            grave=False,
        )
    if not rule.body.limits.under:
        zh, en = "limits.under 没有写：它看不出什么错", "limits.under is missing: which mistakes it lets pass"
        yield Fault.at(rule, ("limits",), zh, en, grave=False)
    yield from _languages(rule)
    yield from _unreachable(check)
    for number, other in enumerate(rule.body.yields_to):
        if other not in checks:
            near = get_close_matches(other, checks, 1)
            hint = (f"；是 {near[0]} 吗？", f"; {near[0]}?") if near else ("", "")
            trail = ("yields_to", number)
            yield Fault.at(rule, trail, f"没有规则 {other}{hint[0]}", f"there is no rule {other}{hint[1]}")
    for group, shown in (("pass", examples.ok), ("fail", examples.fail), ("silent", examples.silent)):
        for number, example in enumerate(shown):
            yield from _figures(rule, ("examples", group, number), example, forms)
    for number, example in enumerate(examples.unverifiable):
        yield from _figures(rule, ("examples", "unverifiable", number), example, forms)


_QUIET = 2


def _languages(rule: Rule) -> Iterator[Fault]:
    body, limits = rule.body, rule.body.limits
    needed: dict[Trail, str] = {("title_en",): body.title_en}
    for name in ("message", "blank_total", "repair"):
        if (words := getattr(body, name)) is not None:
            needed[(name, "en")] = words.en
    wanted: dict[Trail, str] = {
        ("basis_en",): body.basis_en,
        ("why_en",): body.why_en,
        ("limits", "over_en"): limits.over_en,
        ("limits", "under_en"): limits.under_en,
    }
    for trail, en in (needed | wanted).items():
        name = ".".join(map(str, trail))
        if not en.isascii() and max(en) >= "\u4e00" and any("\u4e00" <= character <= "\u9fff" for character in en):
            yield Fault.at(rule, trail, f"{name} 的英文里有中文", f"the English {name} holds Chinese", grave=False)
        if trail in needed and not en.strip():
            yield Fault.at(rule, trail, f"{name} 没有英文", f"{name} has no English")


def _unreachable(check: Check) -> Iterator[Fault]:
    rule = check.rule
    if not rule.body.profiles:
        yield Fault.at(rule, ("profiles",), "不属于任何用途，永远不会运行", "in no profile, so it never runs")
    if isinstance(check.run, Relations):
        for generation, found in check.run.instances.items():
            if not found:
                trail = ("applies", "generations") if rule.body.applies.generations else ("check", "over")
                yield Fault.at(rule, trail, f"在 {generation} 里没有可核对的格", f"nothing to check in {generation}")


def _subjects(check: Check, known: Mapping[str, frozenset[str]]) -> Iterator[Fault]:
    """Subjects of the text that the lexicon does not know, or that it links to no figure of the forms of the rule."""
    patterns = check.rule.options.get("subjects", ())
    named = [matching(pattern, known) for pattern in patterns]
    for number, (pattern, subjects) in enumerate(zip(patterns, named, strict=True)):
        if not subjects:
            near = get_close_matches(pattern, known, 1)
            hint = (f"；是 {near[0]} 吗？", f"; {near[0]}?") if near else ("", "")
            zh, en = f"词表里没有 {pattern}{hint[0]}", f"the lexicon has no {pattern}{hint[1]}"
            yield Fault.at(check.rule, ("check", "subjects", number), zh, en)
    if check.rule.kind == "match" and all(named):
        linked = frozenset().union(*(known[subject] for subjects in named for subject in subjects))
        for generation in check.rule.body.applies.generations:
            if first_of_its_line(generation) not in linked:
                zh, en = f"在 {generation} 里没有可核对的格", f"nothing to check in {generation}"
                yield Fault.at(check.rule, ("check", "subjects"), zh, en)


def _figures(
    rule: Rule, trail: tuple[str | int, ...], example: Example, forms: Mapping[str, _Figures]
) -> Iterator[Fault]:
    """Figures an example names that its form does not have."""
    generations = rule.body.applies.generations or tuple(forms)
    generation = example.generation or generations[-1]
    given: list[tuple[Trail, Collection[str], str]] = [
        (("figures",), example.figures, generation),
        (("without",), example.without, generation),
    ]
    if example.prior is not None:
        given.append((("prior", "figures"), example.prior.figures, example.prior.generation or generation))
    if example.siblings is not None:
        for number, sibling in enumerate(example.siblings.below):
            given.append((("siblings", "below", number, "figures"), sibling.figures, generation))
    for where, keys, form in given:
        if keys and form not in forms:
            known = "、".join(forms)
            yield Fault.at(rule, trail, f"没有格式 {form}；有：{known}", f"unknown generation {form}; known: {known}")
            return
        for index, key in enumerate(keys):
            if not forms[form][key]:
                near = get_close_matches(key, list(forms[form].keys_of_form), 1, 0.5)
                zh, en = (f"；是 {near[0]} 吗？", f"; {near[0]}?") if near else ("", "")
                place = (*trail, *where, key if isinstance(keys, Mapping) else index)
                yield Fault.at(rule, place, f"{form} 没有 {key} 这一格{zh}", f"{form} has no figure {key}{en}")


def _same_titles(checks: Mapping[str, Check]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for name, check in checks.items():
        for field in ("title", "title_en"):
            title = getattr(check.rule.body, field)
            other = seen.setdefault(title, name)
            if other != name:
                yield Fault.at(check.rule, (field,), f"与 {other} 同名", f"has the same title as {other}")
