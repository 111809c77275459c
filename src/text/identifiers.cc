#include "src/text/identifiers.h"

#include <algorithm>

#include "src/text/characters.h"

namespace headwater {
namespace {

constexpr std::size_t kSecretLength = 20;
constexpr std::size_t kSecretHex = 32;

bool is_alphanumeric(char c) { return is_digit(c) || is_letter(c); }

// Characters that tokens are made of, in any of their alphabets.
bool is_of_token(char c) { return is_alphanumeric(c) || (c && is_one_of(c, "-_+.~/")); }

struct Shape {
  Identifier kind = Identifier::kNone;
  bool hex = true;  // all of it that is not a word
};

// Of characters of tokens alone, without a file extension.
Shape shape_of(std::string_view text) {
  std::size_t digits = 0, uppers = 0, letters = 0, hexes = 0;
  // Changes between letter and digit; the same and uppercase letters that begin no word; changes of case.
  std::size_t changes = 0, odd = 0, cases = 0;
  // Characters of readable words and numbers, each with one for what divides it from others.
  std::size_t words = 0;
  Shape shape;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin, its_digits = 0, its_uppers = 0, its_hexes = 0, its_vowels = 0, its_changes = 0;
    for (; end < text.size() && is_alphanumeric(text[end]); ++end) {
      const char c = text[end];
      const bool digit = is_digit(c), upper = is_upper(c);
      its_digits += digit;
      its_uppers += upper;
      its_hexes += hex_value(c) < 16;
      its_vowels += is_one_of(static_cast<char>(c | 0x20), "aeiou");
      if (end == begin) continue;
      const bool change = digit != is_digit(text[end - 1]);
      its_changes += change;
      odd += change || upper;
      cases += upper != is_upper(text[end - 1]);
    }
    const std::size_t size = end - begin, its_letters = size - its_digits;
    digits += its_digits;
    uppers += its_uppers;
    letters += its_letters;
    changes += its_changes;
    if (its_hexes == size) {
      hexes += size;
      if (its_digits == size) words += size + 1;
      if (size >= kSecretHex && its_digits > 0) shape.kind = Identifier::kToken;
    } else if (its_digits == 0 && size >= 4 &&
               (its_uppers == 0 || its_uppers == size || (its_uppers == 1 && is_upper(text[begin])))) {
      words += size + 1;
    } else {
      shape.hex = false;
      // Few digits, but hardly a vowel either.
      const std::size_t vowels = its_vowels * (its_changes * 8 >= size ? 4 : 5);
      if (size >= kSecretLength && its_digits > 0 && vowels <= its_letters) shape.kind = Identifier::kToken;
    }
    begin = end + 1;
  }
  if (shape.kind == Identifier::kToken) return shape;
  const std::size_t size = text.size();
  const bool long_enough = size >= words + kSecretLength;
  if (shape.hex && digits > 0) {
    if (hexes >= kSecretHex) {
      shape.kind = Identifier::kToken;
    } else if ((hexes == size && (size >= 8 || digits == size)) || (size >= 16 && changes * 5 >= size)) {
      shape.kind = Identifier::kId;
    }
  } else if (digits == 0) {
    // Rarely is there no digit in it.
    if (long_enough && odd * 3 >= size && cases * 3 >= size) shape.kind = Identifier::kToken;
  } else if (size >= 16 && (changes * 5 >= size || (uppers > 0 && letters > uppers && odd * 3 >= size))) {
    shape.kind = long_enough ? Identifier::kToken : Identifier::kId;
  }
  return shape;
}

// Of a run of them, or of one of its parts that dots divide.
Shape shape_of_run(std::string_view run) {
  const Shape whole = shape_of(run);
  for (std::size_t begin = 0; begin < run.size() && whole.kind != Identifier::kToken;) {
    const std::size_t end = std::min(run.find('.', begin), run.size());
    if (const Shape part = shape_of(run.substr(begin, end - begin)); part.kind == Identifier::kToken)
      return part;
    begin = end + 1;
  }
  return whole;
}

// Of any text: of the first token in it, else of all.
Shape shape_within(std::string_view text) {
  Shape whole;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin;
    while (end < text.size() && is_of_token(text[end])) ++end;
    const Shape found = shape_of_run(text.substr(begin, end - begin));
    if (found.kind == Identifier::kToken) return found;
    if (end - begin == text.size()) whole = found;
    begin = end + 1;
  }
  return whole;
}

// Base64 of what begins with {" is JSON: a JSON Web Token, or one of its parts.
bool has_web_token(std::string_view text) {
  for (std::size_t at = 0; (at = text.find("eyJ", at)) != text.npos;) {
    const bool begins = at == 0 || !is_letter(text[at - 1]);
    std::size_t dots = 0, size = 0;
    for (; at < text.size() && is_of_token(text[at]); ++at) {
      dots += text[at] == '.';
      size += dots == 0;
    }
    if (begins && (dots > 1 || size >= 12)) return true;
  }
  return false;
}

bool is_date(std::string_view text) {
  const std::string_view day = text.substr(0, text.find('T'));
  if (day.size() != 8 && !(day.size() == 10 && day[4] == day[7] && is_one_of(day[4], "-._"))) return false;
  for (const char c : text.substr(day.size())) {
    if (!is_digit(c) && !is_one_of(c, "TZ:.-+")) return false;
  }
  unsigned digits = 0, number = 0;
  for (const char c : day) {
    if (!is_digit(c)) continue;
    ++digits;
    number = number * 10 + static_cast<unsigned>(c - '0');
  }
  return digits == 8 && number / 10000 - 1900 < 200 && number / 100 % 100 - 1 < 12 && number % 100 - 1 < 31;
}

// The version of a package, @3.4 or @3.x, or the density of a picture, @2x, begins at `at`.
bool is_version(std::string_view text, std::size_t at, bool asset) {
  const auto next = [&](std::size_t i) { return i < text.size() ? text[i] : '\0'; };
  const std::size_t begin = at;
  while (is_digit(next(at))) ++at;
  if (at == begin) return false;
  if (next(at) == '.')
    return is_digit(next(at + 1)) || (next(at + 1) == 'x' && !is_alphanumeric(next(at + 2)));
  return asset && next(at) == 'x' && !is_alphanumeric(next(at + 1));
}

bool has_email(std::string_view text, bool asset) {
  std::size_t sign = 0;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '@') {
      if (!is_version(text, at + 1, asset)) sign = at;
    } else if (sign > 0 &&
               (static_cast<unsigned char>(text[at]) >= 0x80 ||
                (at > sign + 3 && text[at - 2] == '.' && is_letter(text[at - 1]) && is_letter(text[at])))) {
      return true;
    }
  }
  return false;
}

// Where its file extension begins, its end for none.
std::size_t stem_size(std::string_view text) {
  const std::size_t dot = text.rfind('.');
  const bool has = dot != text.npos && dot > 0 && text.size() - dot - 1 < 12 && dot + 1 < text.size();
  return has && is_letter(text[dot + 1]) ? dot : text.size();
}

// Whether it is one of the words, each with a space before and after; none of them is within an earlier one.
bool is_listed(std::string_view word, std::string_view words) {
  const std::size_t at = words.find(word);
  return at != words.npos && at > 0 && words[at - 1] == ' ' && words[at + word.size()] == ' ';
}

}  // namespace

Identified identify(std::string_view part) {
  // Most are short words.
  if (part.size() < 12 &&
      std::none_of(part.begin(), part.end(), [](char c) { return is_digit(c) || c == '@'; })) {
    return {};
  }
  const std::string_view stem = part.substr(0, stem_size(part));
  bool code = false, media = false;
  if (stem.size() < part.size()) {
    const std::string_view extension = part.substr(stem.size() + 1);
    code = is_listed(extension, " js mjs cjs css map wasm woff woff2 ttf otf eot ");
    media = is_listed(extension, " png jpg jpeg gif webp avif svg ico mp4 webm mp3 ");
  }
  if (has_email(code || media ? stem : part, code || media)) return {Identifier::kEmail, part.size()};
  if (has_web_token(part)) return {Identifier::kToken, part.size()};
  if (is_date(part)) return {Identifier::kDate, part.size()};
  if (is_date(stem)) return {Identifier::kDate, stem.size()};
  const Shape shape = shape_within(stem);
  const bool hash = code || (media && shape.hex);
  return {hash && shape.kind == Identifier::kToken ? Identifier::kId : shape.kind, stem.size()};
}

}  // namespace headwater
