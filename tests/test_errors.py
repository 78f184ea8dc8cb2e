"""One sentence in the learner's language, and no traceback of ours."""

import pytest

from kaolib import errors


@pytest.fixture(autouse=True)
def _english_after():
    yield
    errors.language = "en"


def test_sentence_follows_the_learners_language():
    error = errors.unknown(ko="리전", en="Region", given="us-eest-1", allowed=["us-east-1", "us-west-2"])
    assert str(error) == "unknown Region 'us-eest-1': did you mean 'us-east-1'?"
    errors.language = "ko"
    assert str(error) == "리전 'us-eest-1'을 알 수 없습니다. 'us-east-1'을 찾으셨나요?"


def test_nothing_close_lists_what_is_allowed():
    error = errors.unknown(ko="운영 체제", en="operating system", given="zzzz", allowed=["linux", "windows"])
    assert str(error) == "unknown operating system 'zzzz': use one of linux, windows"


def test_equally_close_names_take_the_first_of_the_list():
    assert errors.nearest("ap-northeast-9", ["ap-northeast-2", "ap-northeast-1"]) == "ap-northeast-2"


def test_a_notebook_shows_the_sentence_alone():
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output
    from traitlets.config import Config

    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    with capture_output() as shown:
        shell.run_cell(
            "from kaolib.errors import InputError\nraise InputError(ko='시간은 0 이상이어야 합니다.', en='hours must be 0 or more.')"
        )
    text = shown.stdout + shown.stderr
    assert "Input error: hours must be 0 or more." in text
    assert "Traceback" not in text
    assert "errors.py" not in text
