#include "src/text/masking.h"

#include "src/base/string.h"
#include "src/text/characters.h"
#include "src/text/identifiers.h"
#include "src/text/secret_name.h"

namespace headwater {
namespace {

// The character at `at`, which moves behind it; also of an escape, of the escape of one (%2540), and so on.
char read(const char*& at, const char* end) {
  const auto is_escape = [&](const char* digits) {
    return end - digits > 1 && hex_value(digits[0]) < 16 && hex_value(digits[1]) < 16;
  };
  const char c = *at++;
  if (c != '%' || !is_escape(at)) return c;
  while (at[0] == '2' && at[1] == '5' && is_escape(at + 2)) at += 2;
  at += 2;
  return static_cast<char>(hex_value(at[-2]) * 16 + hex_value(at[-1]));
}

// Behind the credentials of the authority that begins at `at`; `at` for none.
const char* skip_credentials(const char* at, const char* end) {
  const char* host = at;
  for (const char* next = at; next < end;) {
    const char* const begin = next;
    const char c = read(next, end);
    if (is_one_of(c, "/?#")) break;
    if (c == '@' && begin > at) host = next;
  }
  return host;
}

// Writes a text, part by part.
class Masking {
 public:
  Masking(String& out, std::string_view text, const Placeholders& placeholders)
      : out_(out),
        placeholders_(placeholders),
        at_(text.data()),
        end_(at_ + text.size()),
        written_(at_),
        segment_(out.size()) {}

  void run() {
    for (;;) {
      const bool last = at_ == end_;
      const char* next = at_;
      const char c = last ? '\0' : read(next, end_);
      if (!last && *at_ != '/' && !is_one_of(c, secret_ ? ";&)?#" : "/;=,&()?#")) {
        if (c == '.') dot_ = at_;
        part_ += c;
        at_ = next;
        continue;
      }
      const Identifier kind = write_part();
      if (last || *at_ == '/') end_segment();
      if (last) return;
      if (is_query(c)) continue;
      separate(c, next, kind);
    }
  }

 private:
  bool write_placeholder(Identifier kind) {
    const char* const by = placeholders_.by[static_cast<int>(kind)];
    if (by) out_ += by;
    return by;
  }

  void write_until(const char* at) {
    out_.append({written_, static_cast<std::size_t>(at - written_)});
    written_ = at;
  }

  // What is before `at_` is written then.
  Identifier write_part() {
    // What only pads a token is no value.
    const bool is_value = secret_ && part_.find_first_not_of("=") != String::npos;
    const Identified found = is_value ? Identified{Identifier::kToken, part_.size()} : identify(part_);
    replaced_ = write_placeholder(found.kind);
    if (replaced_) written_ = found.size < part_.size() ? dot_ : at_;
    write_until(at_);
    return found.kind;
  }

  // Base64 may have a / in it.
  void end_segment() {
    if (has_slash_ && address_ == Address::kNone) {
      String segment;
      for (const char *at = out_.data() + segment_, *const end = out_.data() + out_.size(); at < end;) {
        segment += read(at, end);
      }
      if (identify(segment).kind == Identifier::kToken) {
        out_.truncate(segment_);
        write_placeholder(Identifier::kToken);
      }
    }
    if (address_ == Address::kEscaped) address_ = Address::kNone;
    has_slash_ = false;
    query_ = String::npos;
  }

  // Leaves out a query or fragment, if `c` shows that this is one.
  bool is_query(char c) {
    if (is_one_of(c, "?#") && c) {
      if (address_ == Address::kNone) {
        if (query_ == String::npos) query_ = out_.size();
        return false;
      }
    } else if (c == '=' && query_ != String::npos) {
      out_.truncate(query_);
    } else {
      return false;
    }
    while (at_ < end_ && (address_ == Address::kPlain || *at_ != '/')) ++at_;
    written_ = at_;
    part_.clear();
    secret_ = has_slash_ = false;
    return true;
  }

  void separate(char c, const char* next, Identifier kind) {
    const bool plain = *at_ == '/';
    write_until(next);
    if (plain) {
      segment_ = out_.size();
    } else if (c == '/') {
      has_slash_ = true;
    }
    if (c == '/') {
      const bool scheme = part_.size() > 2 && part_.back() == ':';
      if (scheme && !replaced_) address_ = plain ? Address::kPlain : Address::kEscaped;
      if (scheme || (part_.empty() && before_ == '/')) written_ = next = skip_credentials(next, end_);
    }
    secret_ = (c == '=' && (kind == Identifier::kToken || is_secret_name(part_))) ||
              // The session of ASP.NET: (S(lit3py55t21z5v55vlm25s55))
              (c == '(' && part_.size() == 1 && is_one_of(part_[0], "SAF"));
    before_ = c;
    part_.clear();
    at_ = next;
  }

  // An address in the text, where it is: to the end of it, or of what lies between two / that are not
  // escaped.
  enum class Address { kNone, kPlain, kEscaped };

  String& out_;
  const Placeholders& placeholders_;
  const char* at_;
  const char* const end_;
  const char* written_;  // so far the text is in `out_`
  String part_;          // without its escapes
  const char* dot_ = nullptr;
  char before_ = '\0';
  bool secret_ = false;
  bool replaced_ = false;
  // Of what lies between two / that are not escaped.
  std::size_t segment_;
  bool has_slash_ = false;
  std::size_t query_ = String::npos;
  Address address_ = Address::kNone;
};

}  // namespace

void append_masked(String& out, std::string_view text, const Placeholders& placeholders) {
  Masking(out, text, placeholders).run();
}

}  // namespace headwater
