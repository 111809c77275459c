#include <gtest/gtest.h>

#include "src/text/random.h"
#include "tests/core/support/session.h"

// However much is open when a page is left, and however little room there is: every span is sent, dropped or
// folded, exactly once, and the page's own root comes through.
namespace headwater::testing {
namespace {

class AnyPage {
 public:
  explicit AnyPage(std::uint64_t seed) : random_(seed) {}

  CommandList make() {
    CommandList list = CommandList().pageload(0, 1);
    handle_ = 2;
    fill(list, 1);
    for (std::uint32_t left = pick(7); left > 0; --left) {
      const double root = handle_++;
      list.manual(5, root, "large");
      fill(list, root);
    }
    for (std::uint32_t left = pick(3) * 200; left > 0; --left, ++made_) {
      ResourceFields fields;
      fields.start = pick(1000);
      fields.end = fields.start + pick(2000);
      fields.url = "https://cdn" + std::to_string(pick(3)) + ".example/" + std::to_string(left);
      list.resource(fields);
    }
    return list;
  }

  std::uint32_t pick(std::uint32_t below) { return static_cast<std::uint32_t>(random_.next() % below); }
  std::uint32_t made() const { return made_; }

 private:
  void fill(CommandList& list, double root) {
    for (std::uint32_t left = pick(5) ? pick(300) : 0; left > 0; --left, ++made_) {
      const double handle = handle_++;
      const double parent = pick(4) ? 0 : handle - pick(20);
      switch (pick(4)) {
        case 0:
          list.request(10, handle, root, "https://api.example/" + std::to_string(left), parent);
          if (pick(2)) list.response(20 + pick(1000), handle, pick(3) ? 200 : 500);
          break;
        default:
          list.span(10, handle, root, std::string(pick(200), 'x'), parent);
          if (pick(8)) list.finish(20 + pick(1000), handle);
      }
    }
  }

  Random random_;
  double handle_ = 0;
  std::uint32_t made_ = 0;
};

std::uint32_t number_of(const Json& object, const char* key) {
  return object.is_object() ? object.value(key, 0u) : 0;
}

TEST(LeavingProperty, EverySpanIsSentDroppedOrFoldedOnce) {
  constexpr double kRooms[] = {kAbsent, -1, 0, 1, 4095, 4096, 6144, 6145, 10000, 30000, 65536, 1e9};
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const double room = kRooms[seed % std::size(kRooms)];
    SCOPED_TRACE(::testing::Message() << "seed " << seed << ", room " << room);
    AnyPage page(seed);
    Session session;
    session.run(page.make().hide(5000, room), 5000);
    std::uint32_t counted = 0;
    double left = room;
    for (Envelope& one : session.take()) {
      const std::uint32_t folded = number_of(one.data(), "headwater.folded_spans");
      counted += number_of(one.data(), "headwater.dropped_spans") + folded;
      for (const Json& span : one.event["spans"]) {
        counted += !span.contains("data") || !span["data"].contains("resource.count");
      }
      const double bytes = static_cast<double>(one.text.size());
      const bool is_page = one.trace()["op"] == "pageload";
      if (is_page && room >= 6145) {
        EXPECT_LE(bytes, room);
      }
      // What is not sent is kept.
      if (bytes > left) {
        EXPECT_LE(bytes, 64.0 * 1024);
      } else {
        left -= bytes;
      }
    }
    EXPECT_EQ(counted, page.made());
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace headwater::testing
