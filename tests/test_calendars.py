"""Every day of every instrument in every calendar that a page shows, against libraries that are not ours, and for what
they lack (the names of eras and the years of Siam) against the published rule that the case names."""

import datetime
import json
import re
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest
from convertdate import julian
from lunar_python import Solar

from geo import read_atlas
from geo.forms import forms_of
from geo.model import legal_dates

MONTHS = forms_of("en")["months"]
HAN = {"元": 1, "正": 1, **{letter: number for number, letter in enumerate("一二三四五六七八九", 1)}}


def number_of(han):
    """二十四 is 24, 初七 is 7."""
    tens, ten, ones = han.removeprefix("初").rpartition("十")
    return (HAN.get(tens, 1) * 10 if ten else 0) + HAN.get(ones, 0)


def days_of(atlas):
    found = set(atlas.covers)
    for instrument in atlas.instruments.values():
        found |= {
            instrument.signed,
            instrument.in_force,
            *(day for article in instrument.articles for day in article.days),
        }
        for provision in instrument.provisions:
            found |= {day for day in legal_dates(instrument, provision).values()}
    return sorted(day for day in found if day)


@pytest.fixture(scope="module")
def shown():
    """What a page says of each day, by calendar."""
    atlas = read_atlas("portsmouth_1905")
    days = days_of(atlas)
    asked = {"days": [day.isoformat() for day in days], "terms": msgspec.to_builtins(atlas.terms)}
    script = Path(__file__).parent / "js/also.mjs"
    out = subprocess.run(
        [shutil.which("node"), str(script), json.dumps(asked)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    said = json.loads(out.stdout.replace("\u00a0", " "))
    assert len(said) == len(days) > 100
    return list(zip(days, said, strict=True))


def test_the_old_style_is_the_julian_calendar_of_convertdate(shown):
    for day, said in shown:
        year, month, number = julian.from_gregorian(day.year, day.month, day.day)
        expected = f"{number} {MONTHS[month - 1]}" + (f" {year}" if year != day.year else "")
        assert said["old_style"] == expected, day


def test_the_moons_of_china_are_those_of_lunar_python(shown):
    """The years of an era are those of the moon after the accession: 光緒 from 1875, 宣統 from 1909 to 1911."""
    dated = 0
    for day, said in shown:
        moon = Solar.fromYmd(day.year, day.month, day.day).getLunar()
        first = {"光緒": 1875, "宣統": 1909}
        era = "光緒" if 1875 <= moon.getYear() <= 1908 else "宣統" if 1909 <= moon.getYear() <= 1911 else ""
        if not era:
            assert said["chinese"] == "", day
            continue
        dated += 1
        name, year, leap, month, number = re.fullmatch(r"(..)(.+)年(閏?)(.+)月(.+)日", said["chinese"]).groups()
        assert (name, number_of(year)) == (era, moon.getYear() - first[era] + 1), day
        assert (number_of(month) * (-1 if leap else 1), number_of(number)) == (moon.getMonth(), moon.getDay()), day
    assert dated > 50


def test_the_years_of_japan_begin_with_the_reign(shown):
    """Gregorian days from the 6th year of Meiji (1873) on; Taishō from 30 July 1912, Shōwa from 25 December 1926."""
    for day, said in shown:
        eras = [(datetime.date(1926, 12, 25), "昭和", 1926), (datetime.date(1912, 7, 30), "大正", 1912)]
        eras += [(datetime.date(1873, 1, 1), "明治", 1868)]
        name, first = next(((name, first) for begins, name, first in eras if day >= begins), ("", 0))
        year = day.year - first + 1
        expected = f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日" if name else ""
        assert said["japanese"] == expected, day


def test_the_years_of_siam_began_on_the_first_of_april_until_that_of_2484(shown):
    """The Act of 2483 made that year end with December: 1 January 2484 is 1 January 1941."""
    for day, said in shown:
        late = day < datetime.date(1941, 1, 1) and day.month < 4
        words = f"พ.ศ. {day.year + 543 - late}" + (" ตามการนับศักราชเดิม" if late else "")
        assert said["buddhist"] == words, day


def test_the_years_of_korea_are_those_of_its_three_reigns(shown):
    """From the first Gregorian day, 1 January 1896; from 17 August 1897; from 3 August 1907 to the annexation."""
    for day, said in shown:
        reigns = [
            (datetime.date(1907, 8, 3), "융희"),
            (datetime.date(1897, 8, 17), "광무"),
            (datetime.date(1896, 1, 1), "건양"),
        ]
        begins, name = next(((begins, name) for begins, name in reigns if day >= begins), (None, ""))
        if not name or day >= datetime.date(1910, 8, 29):
            assert said["korean"] == "", day
            continue
        year = day.year - begins.year + 1
        assert said["korean"] == f"{name} {'원' if year == 1 else year}년 {day.month}월 {day.day}일", day
