#include "demo/collector/ingest/envelope_reader.h"

#include <cstdint>
#include <optional>
#include <stdexcept>

#include "demo/collector/base/refusal.h"

namespace headwater::collector {
namespace {

[[noreturn]] void refuse(const std::string& where, const std::string& why) {
  throw Refusal(400, "malformed envelope", {where + ": " + why});
}

// Takes the bytes up to the next line break, or all, and the line break.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return line;
}

Json take_header(std::string_view& rest, const std::string& where) {
  const std::string_view line = take_line(rest);
  if (line.empty()) refuse(where, "expected a JSON object, found an empty line");
  if (line.size() > kMaxHeaderBytes) {
    refuse(where, std::to_string(line.size()) + " bytes, at most " + std::to_string(kMaxHeaderBytes));
  }
  try {
    return parse_json_object(line);
  } catch (const std::invalid_argument& error) {
    refuse(where, error.what());
  }
}

std::optional<std::uint64_t> length_of(const Json& header, const std::string& where) {
  const auto length = header.find("length");
  if (length == header.end() || length->is_null()) return std::nullopt;
  if (!length->is_number_unsigned())
    refuse(where, "length is not a whole number of bytes: " + to_text(*length));
  return length->get<std::uint64_t>();
}

std::string_view take_payload(std::string_view& rest, std::uint64_t length, const std::string& where) {
  if (length > rest.size()) {
    refuse(where, "unexpected end: length says " + std::to_string(length) + " bytes, only " +
                      std::to_string(rest.size()) + " are left");
  }
  const std::string_view payload = rest.substr(0, length);
  rest.remove_prefix(length);
  if (rest.empty()) return payload;
  if (rest.front() != '\n') {
    refuse(
        where,
        "missing newline: the " + std::to_string(length) +
            " bytes that length says are followed by something else (length counts bytes, not characters)");
  }
  rest.remove_prefix(1);
  return payload;
}

}  // namespace

Envelope read_envelope(std::string_view bytes) {
  if (bytes.empty()) refuse("envelope", "the body is empty");
  Envelope envelope;
  envelope.header = take_header(bytes, "envelope header");
  while (!bytes.empty()) {
    if (envelope.items.size() == kMaxItems)
      refuse("envelope", "more than " + std::to_string(kMaxItems) + " items");
    const std::string number = std::to_string(envelope.items.size() + 1);
    const std::string where = "header of item " + number;
    EnvelopeItem item;
    item.header = take_header(bytes, where);
    const auto type = string_member(item.header, "type");
    if (!type) refuse(where, "type is missing");
    item.type = *type;
    const auto length = length_of(item.header, where);
    item.payload =
        length ? take_payload(bytes, *length, "item " + number + " (" + item.type + ")") : take_line(bytes);
    envelope.items.push_back(std::move(item));
  }
  return envelope;
}

}  // namespace headwater::collector
