"""Tables made by hand, for tests whose input should fit on the screen; what several test files use."""

import io
import zipfile
from urllib.parse import urlsplit

import pandas as pd

from helpers import layout, tables, terms
from helpers.corpus import formats, reading

PATIENCE = 120_000  # milliseconds that a condition may take on a busy machine; nothing waits for longer than it must
LOOK = 50  # milliseconds between two looks at a page


def documents(*texts: str, rules: dict | None = None) -> pd.DataFrame:
    """Return DOCUMENTS with one row per text: the ids are ``a``, ``b``, ..., every other column is empty."""
    ids = [chr(ord("a") + number) for number in range(len(texts))]
    columns = {name: [""] * len(texts) for name in tables.TABLES["DOCUMENTS"]}
    columns |= {"doc_id": ids, "text": list(texts), "rules": [rules] * len(texts)}
    return tables.build("DOCUMENTS", columns, pd.Index(ids))


def paragraphs(*texts: str) -> pd.DataFrame:
    """Return PARAGRAPHS of one document ``a``: one row per text, the nth on line n, all in section 0."""
    return written({"a": list(texts)})


def written(texts: dict[str, list[str]], step: int = 1) -> pd.DataFrame:
    """Return PARAGRAPHS of some documents by their ids: the nth paragraph of each on line n times ``step``."""
    rows = [(doc_id, number, text) for doc_id, parts in texts.items() for number, text in enumerate(parts, 1)]
    columns = {name: [row[place] for row in rows] for place, name in enumerate(("doc_id", "paragraph", "text"))}
    lines = [step * number for number in columns["paragraph"]]
    columns |= {"first_line": lines, "last_line": lines, "places": [((0, line),) for line in lines]}
    columns |= {"section": [0] * len(rows), "kind": ["body"] * len(rows)}
    return tables.build("PARAGRAPHS", columns, pd.Index(list(texts)))


def headings(text: str) -> list[tuple[int, str]]:
    """Return level and words of each heading of a text."""
    table = layout.sections(layout.lines(documents(text)))
    return list(table.loc[table["section"] > 0, ["level", "heading"]].itertuples(index=False, name=None))


def of(table: pd.DataFrame, doc_id: str) -> pd.DataFrame:
    """Return the rows of one text."""
    return table[table["doc_id"] == doc_id].reset_index(drop=True)


def tokens_of(texts: dict[str, list[str]]) -> pd.DataFrame:
    """Return TOKENS of texts given as lists of paragraphs; each paragraph is a section of its own."""
    rows = []
    for text, paragraphs in texts.items():
        found = [(number, word) for number, paragraph in enumerate(paragraphs, 1) for word in paragraph.split()]
        rows += [(text, number, number, place, word, 10 * number) for place, (number, word) in enumerate(found, 1)]
    names = ["doc_id", "section", "paragraph", "position", "token", "line"]
    columns = dict(zip(names, zip(*rows, strict=True), strict=True)) | {"start": 0}
    return tables.build("TOKENS", columns, pd.Index(list(texts)))


# "zeta" comes first in the corpus although it is last in the alphabet.
TEXTS = {
    "zeta": ["peace and trade", "trade and more trade"],
    "alpha": ["peace and law", "law"],
    "mid": ["order and law and order and law"],
}
TOKENS = tokens_of(TEXTS)
COUNTS = terms.counts(TOKENS)


def rows_of(table: pd.DataFrame) -> list[tuple]:
    """Return the rows of a table."""
    return list(table.astype(object).itertuples(index=False, name=None))


def value(table: pd.DataFrame, text: str, term: str, column: str = "weight") -> float:
    """Return the one number that a text and a term have in a column."""
    return table.loc[(table["doc_id"] == text) & (table["term"] == term), column].item()


def packed(members: dict) -> bytes:
    """Return a zip archive of members by their names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def word_file(body: str) -> bytes:
    """Return a Word document with such XML for a body, good or bad."""
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    office, kinds = "http://schemas.openxmlformats.org", "application/vnd.openxmlformats-officedocument"
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{office}/package/2006/content-types"><Override PartName='
            f'"/word/document.xml" ContentType="{kinds}.wordprocessingml.document.main+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="r" Type='
            f'"{office}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"<w:document {w}><w:body>{body}</w:body></w:document>",
        }
    )


def book(page: str = "A chapter.", chapter: str = "c.xhtml", path: str = "b.opf", spine: int = 1) -> bytes:
    """Return an e-book of one chapter that its spine names so many times; its addresses may lead nowhere."""
    refs = '<itemref idref="c"/>' * spine
    return packed(
        {
            "META-INF/container.xml": f'<container><rootfiles><rootfile full-path="{path}"/></rootfiles></container>',
            "b.opf": f'<package><manifest><item id="c" href="{chapter}"/></manifest><spine>{refs}</spine></package>',
            "c.xhtml": page,
        }
    )


def first(name: str, raw: bytes) -> reading.Reading:
    """Return the only reading of a file."""
    (found,) = formats.read(reading.File(name, raw))
    return found


TRIED = """([name, text]) => {
  const form = document.getElementById(`answer-${name}`).form, told = form.querySelector("[role=status]");
  told.textContent = "";
  const said = new Promise(done => new MutationObserver(() => told.textContent && done(told.textContent))
    .observe(told, {childList: true, characterData: true, subtree: true}));
  form.elements[0].value = text;
  form.requestSubmit();
  return said;
}"""


def opened(chromium):
    """Return a new page that keeps what goes wrong in ``faults``: errors, dialogs and requests to other hosts."""
    page = chromium.new_context().new_page()
    page.set_default_timeout(PATIENCE)
    page.faults = []

    def request(asked):
        if urlsplit(asked.url).scheme not in ("file", "data", "blob") and urlsplit(asked.url).hostname != "127.0.0.1":
            page.faults.append(f"asked for {asked.url}")

    page.on("request", request)
    page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("dialog", lambda dialog: (page.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    return page


def until(tab, script: str, arg: object = None) -> None:
    """Wait until a script of the page says yes, asked from here: a page forbids the driver to ask within it."""
    for _ in range(PATIENCE // LOOK):
        if tab.evaluate(script, arg):
            return
        tab.wait_for_timeout(LOOK)
    raise AssertionError(f"it never came true: {script}")


def ask(tab, folder, term: str = "") -> None:
    """Open the page of any word, and wait until it is drawn for good: what notebooks say comes last and draws it anew.

    Without a term it waits for the page only.
    """
    if "find.html" in tab.url:  # another fragment of an open page would load nothing
        tab.goto("about:blank")
    tab.goto((folder / "find.html").as_uri() + (f"#q={term}" if term else ""))
    until(tab, "prose && prose.length > 0" if term else "document.readyState === 'complete'")


def here(tab) -> str:
    """Return the address of the page as the page itself knows it: what the driver knows may come a moment later."""
    return tab.evaluate("decodeURI(location.href)")


def said_in_page(tab, name: str, answer: object) -> str:
    """Return what the page of a notebook says of an answer to one of its exercises, typed as a reader types it."""
    several = not isinstance(answer, str) and hasattr(answer, "__iter__")
    tab.locator(f"#answer-{name}").wait_for(state="attached")
    return tab.evaluate(TRIED, [name, ", ".join(map(str, answer)) if several else str(answer)])


# Paragraphs in scripts that have spaces, with signs and numbers of many kinds.
SCRIPTS = {
    "Latin": [
        "Article 5 of the treaty, and article 50: the co‐operation of 5 states cost $1.5bn, not 5bn. Don’t say 5.",
        "Post-9/11 rules; the U.S.’s 5,000-year-old well-known well (known since 9/11). O'Neill's 5 of 50 don't count.",
        "At 10:30am 3 ships, at 10:45am 13: Apollo 13 and Apollo 11. It’s 1.5km; it's not 5 km. Covid-19, 19 of 1919.",
    ],
    "Cyrillic": [
        "Статья 5 договора и статья 50: из-за 5 стран, по-прежнему 1,5 млн. Об’єкт 13 и об'єкт 11.",
        "В 1919 году 19 судов, а в 1920-м 20; статья 5 по-прежнему важна. Кто-то видел 5 судов, кто‐то 50.",
    ],
    "Greek": [
        "Το άρθρο 5 της συνθήκης και το άρθρο 50. Σ’ αυτό το έτος 1919, 19 πλοία· το άρθρο 5 ισχύει.",
        "Από 5 έως 50 χιλιόμετρα, 1,5 εκατ. ευρώ. Ο λόγος 13 και ο ΛΟΓΟΣ 11.",
    ],
    "Arabic": [
        "المادة 5 من المعاهدة والمادة 50: في عام 1919 وصلت 19 سفينة. المادة 5 مهمة.",
        "دفعوا 1.5 مليون، ثم 5 ملايين؛ والمادة ٥ مثل المادة ٥٠. بين 5 و50 سفينة.",
    ],
    "Hebrew": [
        'סעיף 5 של האמנה וסעיף 50: בשנת 1919 באו 19 אניות. צה״ל וצה"ל, סעיף 5 חשוב.',
        "בית־ספר 13 ובית-ספר 11; ד״ר כהן שילם 1.5 מיליון, ואחר כך 5.",
    ],
    "Devanagari": [
        "संधि का अनुच्छेद 5 और अनुच्छेद 50: सन 1919 में 19 जहाज़ आए। अनुच्छेद 5 ज़रूरी है।",
        "उन्होंने 1.5 करोड़ दिए, फिर 5; धीरे-धीरे 5 से 50 लोग आए। अनुच्छेद ५ और ५०।",
    ],
    "Georgian": [
        "ხელშეკრულების მუხლი 5 და მუხლი 50: 1919 წელს მოვიდა 19 გემი. მუხლი 5 მნიშვნელოვანია.",
        "მათ გადაიხადეს 1,5 მილიონი, შემდეგ 5; ნელ-ნელა 5-დან 50-მდე. აპოლო-13 და აპოლო 13.",
    ],
    "Hangul": [
        "조약 제5조와 제50조: 1919년에 배 19척이 왔다. 제5조는 중요하다. 아폴로 13, 아폴로 11.",
        "그들은 1.5억을 내고 5억을 더 냈다. 코로나-19, 5명과 50명.",
    ],
    "Armenian": [
        "Պայմանագրի հոդված 5 և հոդված 50. 1919 թ. եկավ 19 նավ։ Հոդված 5 կարևոր է։",
        "Վճարեցին 1.5 մլն, հետո 5 և 50։ Մեծ֊ու֊փոքր, մեծ-ու-փոքր։",
    ],
    "Tamil": [
        "ஒப்பந்தத்தின் பிரிவு 5 மற்றும் பிரிவு 50: 1919 ஆண்டில் 19 கப்பல்கள் வந்தன. பிரிவு 5 முக்கியம்.",
        "அவர்கள் 1.5 கோடி கொடுத்தனர், பின்னர் 5; சிறிய-பெரிய 5 முதல் 50 பேர்.",
    ],
    "Vietnamese": [
        "Điều 5 của hiệp ước và điều 50: năm 1919 có 19 tàu đến. Điều 5 quan trọng.",
        "Họ trả 1,5 triệu, rồi 5 triệu; thị trường Việt-Mỹ, Việt‑Pháp 13 và 11.",
    ],
    "Hawaiian and Uzbek": [
        "Paukū 5 o ke kuʻikahi, paukū 50: Hawaiʻi, Hawai‘i a me Hawai'i, 19 moku i 1919.",
        "Oʻzbekiston, O'zbekiston va Oʻzbekistonning 5-moddasi, 50-modda; maʼno va ma'no 1,5 mln.",
    ],
    "Forms": [
        "Article ５ of the treaty, ａｒｔｉｃｌｅ 50: the Houſe of 5 ﬁnal oﬃces: $１．５bn. War Ⅱ, War II.",
        "The ĳs and ijs of Ĳsland; 𝐛𝐨𝐥𝐝 and bold words, 𝟓 of 5. ﺍﻟﺴﻼﻡ ﻻ السلام لا; £4·50, 5 of 50.",
    ],
}
