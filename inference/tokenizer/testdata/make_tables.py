"""Write ../berttables.go: which characters Hugging Face's BertNormalizer and BertPreTokenizer treat in which way.

usage: make_tables.py            (needs Hugging Face tokenizers)

The classes come from asking the library about every character, because its Unicode tables are of several versions."""
from pathlib import Path
import tokenizers
from tokenizers import normalizers, pre_tokenizers

OFF = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)


def normalizer(**on):
    return normalizers.BertNormalizer(**(OFF | on)).normalize_str


def ranges(chars):
    out = []
    for c in chars:
        if out and out[-1][1] == c - 1:
            out[-1][1] = c
        else:
            out.append([c, c])
    return out


def table(name, comment, chars):
    lines = [f"\t// {name} {comment}", f"\t{name} = &unicode.RangeTable{{"]
    for field, of in ("R16", [r for r in ranges(chars) if r[1] < 0x10000]), ("R32", [r for r in ranges(chars) if r[1] >= 0x10000]):
        entries = [f"{{0x{lo:X}, 0x{hi:X}, 1}}" for lo, hi in of]
        if entries:
            lines.append(f"\t\t{field}: []unicode.Range{field[1:]}{{")
            lines += ["\t\t\t" + ", ".join(entries[i:i + 5]) + "," for i in range(0, len(entries), 5)]
            lines.append("\t\t},")
    return lines + ["\t}"]


def main():
    clean, chinese, lower, strip = normalizer(clean_text=True), normalizer(handle_chinese_chars=True), normalizer(lowercase=True), normalizer(strip_accents=True)
    words = pre_tokenizers.BertPreTokenizer().pre_tokenize_str
    every = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
    removed = [c for c in every if clean(f"a{chr(c)}b") == "ab"]
    ideographs = [c for c in every if chinese(chr(c)) == f" {chr(c)} "]
    marks = [c for c in every if strip(chr(c)) == ""]
    points = [c for c in every if len(words(f"a{chr(c)}b")) == 3]
    newer = [c for c in every if (s := lower(chr(c))) != chr(c) and len(s) == 1 and chr(c).lower() != s]
    shifts = []
    for c in newer:
        by = ord(lower(chr(c))) - c
        if shifts and shifts[-1][1:] == [c - 1, by]:
            shifts[-1][1] = c
        else:
            shifts.append([c, c, by])
    lines = [f"// Made by testdata/make_tables.py from Hugging Face tokenizers {tokenizers.__version__}. DO NOT EDIT.", "", "package tokenizer", "", 'import "unicode"', "", "var ("]
    lines += table("bertControls", "are what clean_text removes.", removed)
    lines += table("bertIdeographs", "get spaces around them from handle_chinese_chars.", ideographs)
    lines += table("bertMarks", "are what strip_accents removes after canonical decomposition.", marks)
    lines += table("bertPunctuation", "are words of their own.", points)
    lines += ["\t// bertLower are letters whose lower case is newer than Unicode 14.", "\tbertLower = unicode.SpecialCase{"]
    lines += [f"\t\t{{Lo: 0x{lo:X}, Hi: 0x{hi:X}, Delta: [unicode.MaxCase]rune{{unicode.LowerCase: {by}}}}}," for lo, hi, by in shifts]
    lines += ["\t}", ")", ""]
    Path(__file__).parent.parent.joinpath("berttables.go").write_text("\n".join(lines))


main()
