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
    "pdf_encrypted": (
        "是加密的 PDF，需要密码才能打开，请取消密码后重新保存",
        "is an encrypted PDF that needs a password; remove the password first",
    ),
    "pdf_no_pages": ("PDF 没有页面", "the PDF has no pages"),
    "pdf_too_many_pages": (
        "PDF 超过 {limit} 页，不像一份年度报告",
        "the PDF has more than {limit} pages, which no annual report has",
    ),
    "pdf_too_many_objects": (
        "PDF 图形对象异常繁多，拒绝读取",
        "the PDF draws abnormally many objects and was not read",
    ),
    "pdf_needs_ocr": (
        "PDF 第 {pages} 页的文字层不可用（扫描件，或字体没有文字对照表），需要 OCR",
        "the text layer of PDF page {pages} is unusable (a scan, or fonts without a character map); OCR is needed",
    ),
    "encrypted": (
        "是加密的 Office 文件，请取消密码后重新保存",
        "is an encrypted Office file; remove the password first",
    ),
    "pptx": ("是演示文稿，请提供年度报告的 Word（docx）版本", "is a presentation; supply the report as Word (docx)"),
    "xlsb": ("是二进制工作簿（xlsb），请另存为 xlsx", "is a binary workbook (xlsb); save it as xlsx"),
    "ofd": (
        "是 OFD 版式文件，请提供 Word（docx）或网页版本",
        "is an OFD file; supply the Word (docx) or web page version",
    ),
    "ole": ("是无法识别的旧版 Office 文件，请另存为 docx", "is an unknown old Office file; save it as docx"),
    "word_xml": ("是 Word XML 文件，请另存为 docx", "is a Word XML file; save it as docx"),
    "image": (
        "是这种格式的图片，读不了；请提供 PNG、JPG 或 TIFF，最好是可复制文字的版本（docx、网页或文本）",
        "is an image of a kind that is not read; supply PNG, JPG or TIFF, or better a version with selectable text",
    ),
    "no_soffice": (
        "需要 LibreOffice 才能读，本机没有找到。请安装：{install}，或另存为 .docx（表格另存为 .xlsx）",
        "needs LibreOffice, which was not found. Install it: {install}; or save the file as .docx (sheets as .xlsx)",
    ),
    "not_converted": (
        "LibreOffice 打不开，文件可能损坏或有密码；请另存为 .docx",
        "LibreOffice cannot open it; it may be damaged or have a password; save it as .docx",
    ),
    "conversion_hung": (
        "LibreOffice 在 {seconds} 秒内没有转换完，已终止；请另存为 .docx",
        "LibreOffice did not finish within {seconds} seconds and was stopped; save the file as .docx",
    ),
    "frames": (
        "网页的正文在框架（frame）里，没有一起保存；请打开正文所在的页面再保存",
        "the page keeps its text in frames that were not saved with it; open the page inside and save that",
    ),
    "unsafe_name": ("压缩包内的文件名不安全，没有读取", "its name inside the archive is unsafe; it was not read"),
    "nested_archive": (
        "压缩包套了两层以上，请先解压里层",
        "is an archive in an archive in an archive; unpack the inner ones first",
    ),
    "too_many_members": ("压缩包里超过 {limit} 个文件", "the archive holds more than {limit} files"),
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
    "too_many": (
        "网页超过 {limit} 个元素，不像一份年度报告",
        "the page has more than {limit} elements",
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
