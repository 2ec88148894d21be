"""“All rights reserved” is read in scripts without capital letters, and a Thai year is the year it is."""

import pytest

from publishkit.rights.notices.copyright_line import choose_copyright, copyright_name, copyright_year
from publishkit.rights.notices.notice import find_notices, phrases_of

STORY = "The council met twice that winter, and nobody wrote it down.\n" * 40


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("สงวนลิขสิทธิ์ © 2569", "th"),
        ("สงวนลิขสิทธิ์ © 2569 ข่าวท่าน้ำ", "th"),
        ("© 2026 עיתון הנמל. כל הזכויות שמורות", "he"),
        ("© 2026 الميناء. جميع الحقوق محفوظة", "ar"),
        ("© 2026 हार्बर समाचार। सर्वाधिकार सुरक्षित", "hi"),
        ("© 2026 Λιμάνι. Με επιφύλαξη παντός δικαιώματος", "el"),
        ("© 2026 ნავსადგური. ყველა უფლება დაცულია", "ka"),
        ("© 2026 Նավահանգիստ։ Բոլոր իրավունքները պաշտպանված են", "hy"),
        ("© 2026 বন্দর। সর্বস্বত্ব সংরক্ষিত", "bn"),
        ("© 2026 துறைமுகம். அனைத்து உரிமைகளும் பாதுகாக்கப்பட்டவை", "ta"),
        ("© 2026 Лука. Сва права задржана", "sr"),
        ("© 2026 Cảng. Bảo lưu mọi quyền", "vi"),
        ("© 2026 کراچی۔ جملہ حقوق محفوظ ہیں", "ur"),
    ],
)
def test_a_notice_is_read_in_its_script(line: str, language: str) -> None:
    (notice,) = find_notices(STORY + line)
    assert (notice.text, notice.lang) == (line, language)
    assert [one.kind for one in phrases_of(notice)] == ["ARR"]
    assert copyright_year(line) == 2026


def test_a_thai_footer_names_its_house() -> None:
    line = choose_copyright(f"{STORY}สงวนลิขสิทธิ์ © 2569 ข่าวท่าน้ำ")
    assert line is not None
    assert copyright_name(line) == "ข่าวท่าน้ำ"
