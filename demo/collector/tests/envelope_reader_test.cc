#include "demo/collector/ingest/envelope_reader.h"

#include <gtest/gtest.h>

#include "demo/collector/tests/refused.h"

namespace headwater::collector {
namespace {

std::string refused_envelope(std::string_view bytes) {
  const std::string text = refused([&] { read_envelope(bytes); });
  const std::string start = "400 malformed envelope: ";
  EXPECT_EQ(text.substr(0, start.size()), start);
  return text.substr(std::min(start.size(), text.size()));
}

TEST(EnvelopeReader, ReadsItemsWithAndWithoutLength) {
  const Envelope envelope = read_envelope(
      "{\"event_id\":\"x\"}\n"
      "{\"type\":\"transaction\"}\n{\"a\":1}\n"
      "{\"type\":\"attachment\",\"length\":5}\nab\ncd\n"
      "{\"type\":\"client_report\",\"length\":2}\n{}");
  EXPECT_EQ(envelope.header["event_id"], "x");
  ASSERT_EQ(envelope.items.size(), 3u);
  EXPECT_EQ(envelope.items[0].type, "transaction");
  EXPECT_EQ(envelope.items[0].payload, "{\"a\":1}");
  EXPECT_EQ(envelope.items[1].payload, "ab\ncd");
  EXPECT_EQ(envelope.items[2].payload, "{}");
}

TEST(EnvelopeReader, CountsLengthInBytes) {
  // Four characters, seven bytes.
  const Envelope envelope = read_envelope("{}\n{\"type\":\"x\",\"length\":7}\n\"é€\"\n{\"type\":\"y\"}\nz");
  ASSERT_EQ(envelope.items.size(), 2u);
  EXPECT_EQ(envelope.items[0].payload, "\"é€\"");
  EXPECT_EQ(refused_envelope("{}\n{\"type\":\"x\",\"length\":4}\n\"é€\"\n").substr(0, 27),
            "item 1 (x): missing newline");
}

TEST(EnvelopeReader, AcceptsNoItems) {
  EXPECT_TRUE(read_envelope("{}").items.empty());
  EXPECT_TRUE(read_envelope("{}\n").items.empty());
}

TEST(EnvelopeReader, AcceptsEmptyPayloads) {
  for (const char* bytes :
       {"{}\n{\"type\":\"x\",\"length\":0}\n\n", "{}\n{\"type\":\"x\",\"length\":0}\n",
        "{}\n{\"type\":\"x\",\"length\":0}", "{}\n{\"type\":\"x\"}\n\n", "{}\n{\"type\":\"x\"}"}) {
    const Envelope envelope = read_envelope(bytes);
    ASSERT_EQ(envelope.items.size(), 1u) << bytes;
    EXPECT_EQ(envelope.items[0].payload, "") << bytes;
  }
  EXPECT_EQ(read_envelope("{}\n{\"type\":\"x\",\"length\":0}\n\n{\"type\":\"y\"}\n").items.size(), 2u);
}

TEST(EnvelopeReader, LeavesCarriageReturnsToThePayload) {
  EXPECT_EQ(read_envelope("{}\n{\"type\":\"x\"}\nab\r\n").items[0].payload, "ab\r");
  EXPECT_EQ(read_envelope("{}\n{\"type\":\"x\",\"length\":3}\nab\r\n").items[0].payload, "ab\r");
}

TEST(EnvelopeReader, RefusesAMalformedHeader) {
  EXPECT_EQ(refused_envelope(""), "envelope: the body is empty");
  EXPECT_EQ(refused_envelope("\n{}"), "envelope header: expected a JSON object, found an empty line");
  EXPECT_EQ(refused_envelope("[]\n"), "envelope header: expected an object, found array");
  EXPECT_EQ(refused_envelope("\xEF\xBB\xBF{}\n"), "envelope header: begins with a byte order mark");
  EXPECT_EQ(refused_envelope("{\n}\n").substr(0, 29), "envelope header: parse error ");
  EXPECT_EQ(refused_envelope("{\"a\":\"\xFF\"}\n").substr(0, 29), "envelope header: parse error ");
  EXPECT_EQ(refused_envelope(std::string(101, '[')), "envelope header: nested deeper than 100");
}

TEST(EnvelopeReader, RefusesAMalformedItemHeader) {
  EXPECT_EQ(refused_envelope("{}\n\n"), "header of item 1: expected a JSON object, found an empty line");
  EXPECT_EQ(refused_envelope("{}\n{}\n"), "header of item 1: type is missing");
  EXPECT_EQ(refused_envelope("{}\n{\"type\":7}\n"), "header of item 1: type is missing");
  EXPECT_EQ(refused_envelope("{}\n{\"type\":\"x\"}\n\n{\"type\":\"\"}\n"),
            "header of item 2: type is missing");
  EXPECT_EQ(refused_envelope("{}\n{\"type\":\"x\",\"length\":-1}\n"),
            "header of item 1: length is not a whole number of bytes: -1");
  EXPECT_EQ(refused_envelope("{}\n{\"type\":\"x\",\"length\":\"1\"}\na"),
            "header of item 1: length is not a whole number of bytes: \"1\"");
  EXPECT_EQ(refused_envelope("{}\n{\"type\":\"x\",\"length\":1.5}\na"),
            "header of item 1: length is not a whole number of bytes: 1.5");
}

TEST(EnvelopeReader, BoundsWhatIsParsed) {
  const std::string large = "{\"a\":\"" + std::string(kMaxHeaderBytes, 'x') + "\"}";
  const std::string why = std::to_string(large.size()) + " bytes, at most 262144";
  EXPECT_EQ(refused_envelope(large), "envelope header: " + why);
  EXPECT_EQ(refused_envelope("{}\n" + large), "header of item 1: " + why);
  EXPECT_EQ(read_envelope("{}\n{\"type\":\"x\"}\n" + large).items[0].payload, large);
  std::string many = "{}\n";
  for (std::size_t i = 0; i < kMaxItems; ++i) many += "{\"type\":\"x\"}\n\n";
  EXPECT_EQ(read_envelope(many).items.size(), kMaxItems);
  EXPECT_EQ(refused_envelope(many + "{\"type\":\"x\"}\n"), "envelope: more than 1000 items");
}

TEST(EnvelopeReader, RefusesALengthThatIsNotThePayloads) {
  EXPECT_EQ(refused_envelope("{}\n{\"type\":\"x\",\"length\":3}\nab"),
            "item 1 (x): unexpected end: length says 3 bytes, only 2 are left");
  EXPECT_EQ(refused_envelope("{}\n{\"type\":\"x\",\"length\":18446744073709551615}\nab"),
            "item 1 (x): unexpected end: length says 18446744073709551615 bytes, only 2 are left");
  EXPECT_EQ(refused_envelope("{}\n{\"type\":\"x\",\"length\":1}\nab\n"),
            "item 1 (x): missing newline: the 1 bytes that length says are followed by something else "
            "(length counts bytes, not characters)");
}

}  // namespace
}  // namespace headwater::collector
