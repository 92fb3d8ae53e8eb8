"""The recovery sheet, read as a person does."""
import re


def words_in(text):
    """Its words, in order."""
    return " ".join(word for _, word in re.findall(r"(\d+) ([a-z]{5})\b", text))
