"""Every reason for which a file is not read, in the words people see, Chinese and English side by side."""

from __future__ import annotations

from pathlib import Path

from gikvalidate.document import DocumentError

SENTENCES = {
    "missing": ("文件不存在", "the file does not exist"),
    "folder": ("是文件夹，请指定其中的文件", "is a folder; name a file inside it"),
    "special": ("不是普通文件", "is not a regular file"),
    "denied": ("无法打开文件：{detail}", "the file cannot be opened: {detail}"),
    "empty": ("文件是空的", "the file is empty"),
    "too_big": (
        "文件超过 {limit} MiB，不像一份年度报告",
        "the file is larger than {limit} MiB, which no annual report is",
    ),
    "pdf": (
        "是 PDF，请提供 Word（docx）、网页或文本版本",
        "is a PDF; supply the Word (docx), web page or text version",
    ),
    "doc": (
        "是旧版 Word 或 WPS 文件（doc/wps），请另存为 docx",
        "is an old Word or WPS file (doc/wps); save it as docx",
    ),
    "encrypted": (
        "是加密的 Office 文件，请取消密码后重新保存",
        "is an encrypted Office file; remove the password first",
    ),
    "xlsx": (
        "是 Excel 工作簿，请提供年度报告的 Word（docx）版本",
        "is an Excel workbook; supply the report as Word (docx)",
    ),
    "pptx": ("是演示文稿，请提供年度报告的 Word（docx）版本", "is a presentation; supply the report as Word (docx)"),
    "odt": ("是 OpenDocument 文件，请另存为 docx", "is an OpenDocument file; save it as docx"),
    "ofd": (
        "是 OFD 版式文件，请提供 Word（docx）或网页版本",
        "is an OFD file; supply the Word (docx) or web page version",
    ),
    "ole": ("是无法识别的旧版 Office 文件，请另存为 docx", "is an unknown old Office file; save it as docx"),
    "rtf": ("是 RTF，请另存为 docx", "is RTF; save it as docx"),
    "word_xml": ("是 Word XML 文件，请另存为 docx", "is a Word XML file; save it as docx"),
    "mhtml": ("是单文件网页（mht），请另存为 html 或 docx", "is a web archive (mht); save it as html or docx"),
    "image": (
        "是这种格式的图片，读不了；请提供 PNG、JPG 或 TIFF，最好是可复制文字的版本（docx、网页或文本）",
        "is an image of a kind that is not read; supply PNG, JPG or TIFF, or better a version with selectable text",
    ),
    "ocr_missing": (
        "是图片或扫描件，识别文字需要先安装：{install}",
        "is an image or a scan; to recognise its text, install: {install}",
    ),
    "ocr_models": (
        "文字识别的模型文件不在其安装包内，请重新安装 rapidocr",
        "the models of the recogniser are not where its wheel puts them; install rapidocr again",
    ),
    "ocr_slow": (
        "有一页的内容太多，识别时间过长，已放弃",
        "one page holds so much that recognising it took too long and was given up",
    ),
    "image_too_large": (
        "有一页超过 {limit} 百万像素，请以 200 dpi 重新扫描",
        "one page has more than {limit} million pixels; scan it again at 200 dpi",
    ),
    "image_too_small": ("图片太小，看不出文字", "the image is too small to hold text"),
    "too_many_pages": ("超过 {limit} 页，不像一份年度报告", "has more than {limit} pages, which no annual report has"),
    "archive": ("是压缩包，请解压后检查其中的文件", "is an archive; unpack it and check the files inside"),
    "damaged": ("文件已损坏或不完整：{detail}", "the file is damaged or incomplete: {detail}"),
    "bomb": ("压缩内容异常庞大，拒绝解压", "the compressed content is abnormally large and was not unpacked"),
    "doctype": ("文件内含 DOCTYPE 声明，正常的 docx 没有", "the file holds a DOCTYPE, which no ordinary docx does"),
    "not_text": ("不是文本，也不是认识的文件格式", "is neither text nor a known file format"),
    "text_too_long": ("文字超过 {limit} 万字，不像一份年度报告", "the text is longer than {limit}0 000 characters"),
    "table_too_big": (
        "有一张表超过 {limit} 个单元格，不像年度报告的表",
        "one table has more than {limit} cells, which no annual report has",
    ),
    "too_deep": ("文件嵌套层次过深", "the file is nested too deeply"),
    "no_content": ("文件里没有文字", "the file holds no text"),
}


class Refused(Exception):  # noqa: N818 - a refusal, turned into DocumentError where the path is known
    """The content cannot be read; `name` picks the sentence."""

    def __init__(self, name: str, **values: object) -> None:
        super().__init__(name)
        self.name = name
        self.values = values

    def at(self, path: Path) -> DocumentError:
        """The same refusal with its file."""
        zh, en = SENTENCES[self.name]
        return DocumentError(path, zh.format(**self.values), en.format(**self.values))
