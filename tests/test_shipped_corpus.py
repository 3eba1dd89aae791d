"""The shipped bulletins stand as published: no tool changes a headline or a body unseen.

A bulletin that is put right on purpose changes its line here with it.
"""

from hashlib import sha256
from pathlib import Path

from icpc_assistant.bulletins import read_corpus

# The sha256 of each bulletin's headline and of its body, as UTF-8.
PUBLISHED = {
    "2022-10-04-security-of-mobility-proceedings": (
        "c3ed80cb7f850183ef82750b5f5070448c3517f7e0008914e3b1ad60671b81eb",
        "83a6fdf5cce12f38060dcf5ce07030e29e645ce9d5151bd80bf3b8afee87352d",
    ),
    "2023-03-07-dubai-mission": (
        "039423582f36ff51e5bdee9c9c153493d6fc0660f545dc37eb7d14f7e896b5b8",
        "0fe72949c7f4932584592542ea2d422f684f106f36586047c15cedfc4ff01f89",
    ),
    "2023-04-26-crime-observatories-session": (
        "887eb9f63734c5bb613d6a72895b1458c759a37cb3c1c4a3d2f45140ea3d6f01",
        "1894db4fd10b7734748c4086f07bf0f590e0df1861c0377e1199bbefc4aa0db2",
    ),
    "2024-03-20-security-democracy-cities": (
        "21f273e1d6faec8f37a28bd254df8a43a17ca58cdc9f71430a1923638af0f3db",
        "84b5e9dd10265070aa5e81b541dfddcdc3749b851ade1d70ab98b996b1df8f1b",
    ),
    "2024-05-27-countering-radicalization-conference": (
        "6e61ab7c70470f86aaf53db16aaf9ebcfae84323bf7544ec6420c94a5c1a1708",
        "38d29ba69fdace736743a6dc4bc210b764c284728059c1a52b6654b084491cbf",
    ),
    "2025-10-01-criminal-analysis-seminar": (
        "e0610cca3975bb05f103f52fca8e119ca9fad0367dd300ab9414bb37fefadca4",
        "91f799ce5bf3330bfda4ae5249bf4b92ad43441dd311e137723f4eac0fdc69db",
    ),
    "2025-10-30-juvenile-criminal-justice-congress": (
        "5d94f9514c5f9b0ebe395d919173b3948e222878dd1a657a81e872521e73a9e5",
        "f8587ef556c5a73f7372c6f799b17edd90ca260f02ccd2d0afcdac8558fe8581",
    ),
    "2025-11-03-cuta-conference": (
        "cbc075b0269fd84608a7a88acf7f39b13b7c66320aaed2e7e1c3c0acf3d6e04f",
        "3bda3a430b5b269ce91b1cbe3b426a094eb4adb380021e60f8e0092ade93e14d",
    ),
    "2025-12-02-youth-and-police-training": (
        "322cb0b0708c66c985a9a184fdc5d4894c0b679354d73db90e7e8f06a6503843",
        "fd4f30ac3dcebf60567f12daded0a6eada7fdd2758de261f2671ef265d07c70e",
    ),
    "2025-12-09-tacmes-day": (
        "9fdb04fd99b2d1afb96badcacd79e2776d982100187da37c00013159e6e10106",
        "8a92a66e814f0c3f2022f176fbd17f8add4983f3ac40184390c821ee6c31bdd8",
    ),
}


def test_every_headline_and_body_is_as_published():
    found = {
        bulletin.id: tuple(
            sha256(text.encode()).hexdigest() for text in (bulletin.title, bulletin.body)
        )
        for bulletin in read_corpus(Path(__file__).parent.parent / "corpus")
    }
    assert list(found) == list(PUBLISHED)
    assert found == PUBLISHED
