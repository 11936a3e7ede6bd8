"""Makes the simplified Chinese of everything from the traditional: OpenCC letter by letter, then the words of the
mainland. Run by hand from the root of a checkout after a change of a Chinese word; the same words give the same bytes.

    python -m tools.simplified
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

#: Words that the mainland says otherwise, after conversion letter by letter; the first that fits counts.
MAINLAND = {
    "朴资茅斯": "朴次茅斯",
    "新罕布夏": "新罕布什尔",
    "萨哈连": "萨哈林",
    "雅尔达": "雅尔塔",
    "公厘": "毫米",
    "公尺": "米",
    "网路": "网络",
    "麦卡托": "墨卡托",
    "检视": "查看",
    "连结": "链接",
    "列印": "打印",
    "栏位": "字段",
    "档案": "文件",
    "资料档": "数据文件",
    "，资料 {checksum}": "，数据 {checksum}",
    '"资料"': '"数据"',
    "图资来源": "图形来源",
    "正形圆锥": "等角圆锥",
    "授权": "许可",
    "日圆": "日元",
    "Shapefile档": "Shapefile文件",
    "专案": "项目",
    "建置": "构建",
    "点选": "点击",
    "数位化": "数字化",
    "图尺": "线段比例尺",
    "巖": "岩",
    "砲": "炮",
    "𪿫": "炮",
    "「": "“",
    "」": "”",
    "繁体": "简体",
    "zh-Hant": "zh-Hans",
    # The head of a file.
    "Language: zh\\n": "Language: zh-Hans\\n",
}


@functools.cache
def _converter():
    from opencc import OpenCC

    return OpenCC("t2s")


def simplified(text: str) -> str:
    """A traditional Chinese text in simplified characters, in the words of the mainland."""
    words = "|".join(map(re.escape, sorted(MAINLAND, key=len, reverse=True)))
    return re.sub(words, lambda found: MAINLAND[found[0]], _converter().convert(text))


def catalogue(text: str) -> str:
    """The PO file of simplified Chinese that a PO file of traditional Chinese makes."""
    return f"# Made from zh.po by tools/simplified.py: correct the words there, and run it.\n{simplified(text)}"


def main() -> None:
    """Write zh-Hans.po beside every zh.po of the program and of the atlases."""
    root = Path(__file__).parents[1]
    for path in sorted([root / "geo/words/zh.po", *root.glob("data/atlases/*/languages/zh.po")]):
        other = path.with_name("zh-Hans.po")
        other.write_text(catalogue(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
        print(other.relative_to(root))


if __name__ == "__main__":
    main()
