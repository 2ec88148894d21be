"""Which language a text is in: by script and by its commonest words; None rather than a guess."""

import re
from collections import Counter

WORDS = {
    "en": "the of and to in is that for was with as on are this be at from have has it by which not were their but been",
    "de": "der die und das ist nicht den mit sich auf für eine von dem auch als wird wurde einen nach bei sind noch wie",
    "fr": "les des est une dans que pour pas qui sur plus par avec sont cette ce il aux mais ont du été ses",
    "es": "los las que una por con para del está como más pero sus este ha fue son también entre desde el y",
    "it": "che della per una con sono del gli anche come più nel alla non dei delle ha questo nella di è stato",
    "pt": "que uma não com para dos mais como foi mas ao das pelo também são em os na no está à já",
    "pl": "nie jest się oraz przez dla jak został od który po roku także tym była ich że z na do były już",
    "nl": "het een van en dat niet zijn op voor met te ook aan bij maar werd naar door deze wordt uit nog de",
    "cs": "je se že na byl jsou pro jako by také ale podle který které tak jeho už od při bylo aby když v",
    "sk": "je sa že na bol sú pre ako by tiež ale podľa ktorý ktoré tak jeho už od pri bolo aby keď v",
    "sv": "och att det som är för på med av den till inte har om ett men var från kan också vid efter i",
    "da": "og at det som er for på med af den til ikke har om et men var fra kan også ved efter blev i",
    "nb": "og at det som er for på med av den til ikke har om et men var fra kan også ved etter ble i",
    "fi": "ja on että ei oli hän sen mutta myös kun se ovat mukaan joka kuin tai ole vuoden olla jo",
    "hu": "a az és hogy nem is egy volt meg ez csak de már van szerint még mint azt vagy el",
    "ro": "și în de la cu este că nu pe a fost din pentru sunt mai care un o au prin ca",
    "tr": "ve bir bu için ile de da olarak daha çok olan gibi ancak sonra kadar en ise dedi ne göre",
    "hr": "je i u se na da su za od koji nije kao bi što ali iz po te su ili",
    "lt": "ir yra kad į iš su ne tai kaip bet buvo dėl nuo už per jo tik apie prie",
    "et": "ja on ei et see ka oli kui mis aga ning või oma selle mida kes seda veel ta",
    "ru": "и в не на что с по как это из за его но для от был так о к же",
    "uk": "і в не на що з як це за та для від але був його про й до ще у",
    "bg": "и в на да се за не от с е че по са като ще това но при до е",
    "vi": "và của là có trong được cho không với các một những này người đã khi tại để theo từ",
    "id": "yang dan di untuk dengan dari ini pada tidak itu akan dalam telah juga ke oleh karena adalah",
    "cy": "yn y yr mae wedi ac ar ei nid oes gan oedd bod am eu hefyd dros sydd fel mewn",
    "is": "og að í á sem er um til ekki við með fyrir var hefur það af en eru þetta segir",
}
SETS = {language: frozenset(words.split()) for language, words in WORDS.items()}
SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("ka", re.compile(r"[\u10a0-\u10ff]")),
)
ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3]")
OWN_ARABIC = (("ur", re.compile(r"[ٹڈڑے]")), ("fa", re.compile(r"[پچژگکی]")))
"""Letters that Urdu has and Persian has not, and that both have and Arabic has not."""
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
OWN_CYRILLIC = (
    ("uk", re.compile(r"[їєґ]")),
    ("be", re.compile(r"ў")),
    ("ru", re.compile(r"[ыэё]")),
    ("sr", re.compile(r"[љњђћџ]")),
)
"""Letters that the languages after it have not."""
LONG = 20_000
"""Characters that are looked at."""


def detect_language(text: str) -> str | None:
    """Return the BCP 47 language of *text*, None when it is too short or two languages come close.

    >>> detect_language("The bridge was closed for the winter, and it is not the first time that this has happened.")
    'en'
    >>> detect_language("ok") is None
    True
    """
    sample = text[:LONG]
    letters = sum(char.isalpha() for char in sample)
    for language, script in SCRIPTS:
        if letters > 20 and len(script.findall(sample)) > 0.2 * letters:
            return language
    if letters > 20 and len(ARABIC.findall(sample)) > 0.5 * letters:
        return next((language for language, own in OWN_ARABIC if len(own.findall(sample)) > 0.01 * letters), "ar")
    if letters > 20 and len(CYRILLIC.findall(sample)) > 0.5 * letters:
        low = sample.lower()
        own = (language for language, signs in OWN_CYRILLIC if len(signs.findall(low)) > 0.003 * letters)
        if spoken := next(own, None):
            return spoken
    counts = Counter(re.findall(r"[^\W\d_]+", sample.lower()))
    scores = sorted(((sum(counts[word] for word in words), language) for language, words in SETS.items()), reverse=True)
    (best, language), (second, _) = scores[0], scores[1]
    total = sum(counts.values())
    if best < 4 or best < 0.06 * total or best < 1.08 * second:
        return None
    return language
