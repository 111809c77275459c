#include "src/page/vitals.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "tests/core/support/session.h"

namespace headwater::testing {
namespace {

// What Vitals write, as the envelope carries it.
struct Written {
  Json measurements, data;
};

Written written_by(Vitals& vitals) {
  Drops drops;
  Transaction transaction({}, 1, 0, 0, drops);
  vitals.write(transaction);
  Written written{Json::object(), Json::object()};
  SpanStore& spans = transaction.spans;
  for (const Measurement& one : transaction.measurements) {
    const bool unitless = spans.text(one.name) == "cls";
    EXPECT_EQ(spans.text(one.unit), unitless ? "" : "millisecond");
    written.measurements[std::string(spans.text(one.name))] = one.value;
  }
  for (const SpanValue* value : spans.data(spans.root())) {
    Json& place = written.data[std::string(spans.text(value->key))];
    if (value->kind == SpanValue::Kind::kNumber) {
      place = value->number;
    } else {
      place = std::string(spans.text(value->text));
    }
  }
  return written;
}

// Vitals of a page that started so, alone in its document.
class VitalsTest : public ::testing::Test {
 protected:
  void begin(PageStart how, double start, const Vitals& before = {}) { vitals.begin(how, start, before); }
  void shift(double start, double value, std::string_view sources = {}, bool recent_input = false) {
    vitals.layout_shift({start, value, recent_input, sources});
  }
  void event(double id, double duration, std::string_view type = "click", std::string_view target = "button",
             double start = 5000, double count = kAbsent) {
    vitals.event({start, duration, start + 1, start + 2, id, count, false, type, target});
  }
  void seen(double at = 100) { vitals.paint("first-contentful-paint", at); }
  Json measured() { return written_by(vitals).measurements; }
  Json measured(const char* name) { return measured().value(name, Json()); }

  Vitals vitals;
};

LargestContentfulPaint candidate(double start, double size, std::string_view element = "p") {
  return {start, start, 0, size, false, element, "", ""};
}

TEST_F(VitalsTest, NothingIsKnownOfAPageThatNeverPainted) {
  begin(PageStart::kLoad, 0);
  EXPECT_FALSE(vitals.changed());
  EXPECT_EQ(measured(), Json::object());
}

TEST_F(VitalsTest, ALoadHasFirstByteAndPaints) {
  begin(PageStart::kLoad, 0);
  vitals.first_byte(31.5);
  vitals.paint("first-paint", 80);
  vitals.paint("first-contentful-paint", 95.25);
  vitals.largest_contentful_paint(candidate(120, 400));
  EXPECT_EQ(measured(), (Json{{"ttfb", 31.5}, {"fp", 80}, {"fcp", 95.25}, {"lcp", 120}}));
}

TEST_F(VitalsTest, AFirstByteThatTheBrowserHidesIsNone) {
  begin(PageStart::kLoad, 0);
  vitals.first_byte(0);
  EXPECT_FALSE(vitals.changed());
}

// --- prerendering ---

TEST_F(VitalsTest, ValuesOfAPrerenderedPageStartAtItsActivation) {
  begin(PageStart::kLoad, 1000);
  vitals.first_byte(30);
  vitals.paint("first-paint", 900);
  vitals.paint("first-contentful-paint", 1012);
  vitals.largest_contentful_paint(candidate(1020.5, 400));
  EXPECT_EQ(measured(), (Json{{"ttfb", 0}, {"fp", 0}, {"fcp", 12}, {"lcp", 20.5}}));
}

TEST_F(VitalsTest, APageMayBeActivatedBeforeItsResponseIsThere) {
  begin(PageStart::kLoad, 1000);
  EXPECT_EQ(measured("ttfb"), 0);
  vitals.first_byte(1030);
  EXPECT_EQ(measured("ttfb"), 30);
}

TEST_F(VitalsTest, APrerenderedPageWasNotHidden) {
  begin(PageStart::kLoad, 1000);
  vitals.hidden(0);
  seen(1012);
  const Written written = written_by(vitals);
  EXPECT_EQ(written.measurements, (Json{{"ttfb", 0}, {"fcp", 12}}));
  EXPECT_EQ(written.data, Json::object());
}

TEST_F(VitalsTest, APageActivatedInABackgroundTabWas) {
  begin(PageStart::kLoad, 1000);
  vitals.hidden(1000);
  seen(1012);
  EXPECT_EQ(measured(), (Json{{"ttfb", 0}}));
}

// --- hidden ---

TEST_F(VitalsTest, PaintsOfAPageLoadedInTheBackgroundAreNotMeasured) {
  begin(PageStart::kLoad, 0);
  vitals.hidden(0);
  vitals.first_byte(20);
  vitals.paint("first-paint", 5000);
  seen(5000);
  vitals.largest_contentful_paint(candidate(5100, 400));
  shift(5200, 0.3);
  const Written written = written_by(vitals);
  EXPECT_EQ(written.measurements, (Json{{"ttfb", 20}})) << "and a page that was not seen does not move";
  EXPECT_EQ(written.data, (Json{{"document.visibility_state", "hidden"}}));
}

TEST_F(VitalsTest, PaintsBeforeItWasHiddenAreMeasuredThoseAfterAreNot) {
  begin(PageStart::kLoad, 0);
  vitals.paint("first-paint", 80);
  vitals.hidden(100);
  seen(100);
  EXPECT_EQ(measured(), (Json{{"fp", 80}}));
}

TEST_F(VitalsTest, OnlyTheFirstTimeItWasHiddenCounts) {
  begin(PageStart::kLoad, 0);
  vitals.hidden(500);
  vitals.hidden(50);
  vitals.hidden(900);
  seen(100);
  EXPECT_EQ(measured(), Json::object());
}

// --- LCP ---

TEST_F(VitalsTest, TheLargestContentfulPaintExplainsItself) {
  begin(PageStart::kLoad, 0);
  vitals.largest_contentful_paint(candidate(100, 500, "h1"));
  vitals.largest_contentful_paint(
      {430.5, 430.5, 420, 9000, false, "body>img#hero", "hero", "https://cdn.example/hero.png?token=1#a"});
  const Written written = written_by(vitals);
  EXPECT_EQ(written.measurements, (Json{{"lcp", 430.5}}));
  EXPECT_EQ(written.data, (Json{{"lcp.element", "body>img#hero"},
                                {"lcp.id", "hero"},
                                {"lcp.url", "https://cdn.example/hero.png"},
                                {"lcp.size", 9000},
                                {"lcp.loadTime", 420},
                                {"lcp.renderTime", 430.5}}));
}

// An image from elsewhere without Timing-Allow-Origin has its load time, so it may come first by time.
TEST_F(VitalsTest, ALargerPaintCountsAlsoWhenItsTimeIsEarlier) {
  begin(PageStart::kLoad, 0);
  vitals.largest_contentful_paint(candidate(90, 9000, "img"));
  vitals.largest_contentful_paint(candidate(100, 500, "h1"));
  EXPECT_EQ(measured("lcp"), 90);
}

TEST_F(VitalsTest, WhatIsPaintedAfterAnInputIsNotOfTheLoad) {
  begin(PageStart::kLoad, 0);
  LargestContentfulPaint late = candidate(900, 9000);
  late.after_interaction = true;
  vitals.largest_contentful_paint(late);
  EXPECT_FALSE(vitals.changed());
}

// --- CLS ---

struct ShiftCase {
  const char* what;
  std::vector<std::pair<double, double>> shifts;  // start, value
  double cls;
};

TEST(VitalsCls, IsTheWorstSessionWindow) {
  const std::vector<ShiftCase> cases = {
      {"no shift", {}, 0},
      {"one", {{100, 0.1}}, 0.1},
      {"two within a second add up", {{100, 0.1}, {1099, 0.2}}, 0.1 + 0.2},
      {"a gap of exactly a second parts them", {{100, 0.1}, {1100, 0.2}}, 0.2},
      {"a worse window before a milder one stays", {{100, 0.3}, {2000, 0.1}, {2500, 0.1}}, 0.3},
      {"a window is shorter than five seconds",
       {{0, 0.1}, {900, 0.1}, {1800, 0.1}, {2700, 0.1}, {3600, 0.1}, {4500, 0.1}, {5000, 0.1}, {5400, 0.1}},
       0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1},
      {"just below five seconds is in it",
       {{0, 0.1}, {900, 0.1}, {1800, 0.1}, {2700, 0.1}, {3600, 0.1}, {4500, 0.1}, {4999, 0.1}},
       0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1},
      {"the gap counts from the last shift", {{0, 0.1}, {999, 0.1}, {1998, 0.1}}, 0.1 + 0.1 + 0.1},
      {"a shift of nothing opens no window", {{0, 0}, {900, 0.1}, {5100, 0.1}, {5600, 0.1}}, 0.1 + 0.1},
  };
  for (const ShiftCase& one : cases) {
    Vitals vitals;
    vitals.begin(PageStart::kLoad, 0, {});
    vitals.paint("first-contentful-paint", 10);
    vitals.layout_shift({0, 0, false, ""});
    for (const auto& [start, value] : one.shifts) vitals.layout_shift({start, value, false, ""});
    EXPECT_DOUBLE_EQ(written_by(vitals).measurements.value("cls", -1.0), one.cls) << one.what;
  }
}

TEST_F(VitalsTest, ShiftsAfterAnInputAreExpected) {
  begin(PageStart::kLoad, 0);
  seen();
  shift(100, 0.1);
  shift(200, 0.5, "", true);
  shift(1150, 0.2);
  EXPECT_DOUBLE_EQ(measured("cls"), 0.2) << "they do not stretch a window either";
}

TEST_F(VitalsTest, WithoutAnyShiftEntryThereIsNoCls) {
  begin(PageStart::kLoad, 0);
  seen();
  EXPECT_EQ(measured(), (Json{{"fcp", 100}})) << "the browser may not report shifts";
}

TEST_F(VitalsTest, TheLargestShiftOfTheWorstWindowTellsWhatMoved) {
  begin(PageStart::kLoad, 0);
  seen();
  shift(100, 0.1, "p.first");
  shift(200, 0.4, "main>img\nfooter");
  shift(300, 0.2, "p.third");
  shift(9000, 0.5, "p.other");
  const Written written = written_by(vitals);
  EXPECT_DOUBLE_EQ(written.measurements["cls"], 0.1 + 0.4 + 0.2);
  EXPECT_EQ(written.data, (Json{{"cls.source.1", "main>img"}, {"cls.source.2", "footer"}}));
}

TEST_F(VitalsTest, AtMostFiveSourcesAreNamed) {
  begin(PageStart::kNavigation, 0);
  shift(100, 0.1, "a\nb\nc\nd\ne\nf");
  const Json data = written_by(vitals).data;
  EXPECT_EQ(data.size(), 5u);
  EXPECT_EQ(data["cls.source.5"], "e");
}

// --- INP ---

struct InteractionCase {
  const char* what;
  std::vector<std::pair<double, double>> events;  // interaction id, duration
  double count;
  Json inp;
};

TEST(VitalsInp, IsThe98thPercentile) {
  std::vector<std::pair<double, double>> eleven;
  for (int i = 1; i <= 11; ++i) eleven.emplace_back(i * 7, i * 40);
  const std::vector<InteractionCase> cases = {
      {"no input", {}, 0, nullptr},
      {"an event outside an interaction", {{0, 400}}, 0, nullptr},
      {"one", {{7, 48}}, 1, 48},
      {"the longer of two", {{7, 48}, {14, 200}}, 2, 200},
      {"the longest event of an interaction", {{7, 48}, {7, 120}, {7, 80}}, 1, 120},
      {"49 interactions have no outlier", {{7, 400}, {14, 200}}, 49, 400},
      {"50 have one", {{7, 400}, {14, 200}}, 50, 200},
      {"99 have one", {{7, 400}, {14, 200}, {21, 100}}, 99, 200},
      {"100 have two", {{7, 400}, {14, 200}, {21, 100}}, 100, 100},
      {"outliers end at the last that is known", {{7, 400}, {14, 200}}, 1000, 200},
      {"the events of one interaction are one outlier", {{7, 400}, {7, 390}, {14, 200}}, 50, 200},
      {"an interaction rises above another", {{7, 100}, {14, 200}, {7, 300}}, 50, 200},
      {"only the ten longest are kept", eleven, 5000, 80},
      {"a shorter one than the ten is not",
       {{7, 100},
        {14, 100},
        {21, 100},
        {28, 100},
        {35, 100},
        {42, 100},
        {49, 100},
        {56, 100},
        {63, 100},
        {70, 100},
        {77, 50}},
       500,
       100},
  };
  for (const InteractionCase& one : cases) {
    Vitals vitals;
    vitals.begin(PageStart::kLoad, 0, {});
    for (const auto& [id, duration] : one.events) {
      vitals.event({100, duration, 101, 102, id, 0, false, "click", "button"});
    }
    vitals.interactions(one.count);
    EXPECT_EQ(written_by(vitals).measurements.value("inp", Json()), one.inp) << one.what;
  }
}

TEST_F(VitalsTest, TheInteractionThatIsTheInpExplainsIt) {
  begin(PageStart::kLoad, 0);
  event(7, 400, "keydown", "input#name");
  event(14, 200, "pointerup", "button#save");
  event(14, 240, "click", "");
  vitals.interactions(50);
  const Written written = written_by(vitals);
  EXPECT_EQ(written.measurements, (Json{{"inp", 240}}));
  EXPECT_EQ(written.data, (Json{{"inp.type", "click"}, {"inp.target", "button#save"}}));
}

TEST_F(VitalsTest, WhereTheBrowserDoesNotCountIdsTell) {
  begin(PageStart::kLoad, 0);
  event(700, 400);
  event(700 + 7 * 48, 200);
  EXPECT_EQ(measured("inp"), 400) << "49 interactions";
  event(700 + 7 * 49, 40);
  EXPECT_EQ(measured("inp"), 200) << "50";
}

TEST_F(VitalsTest, AnEqualDurationLeavesTheInteractionAsItWas) {
  begin(PageStart::kLoad, 0);
  event(7, 104, "pointerup", "button");
  event(7, 104, "click", "other");
  EXPECT_EQ(written_by(vitals).data["inp.type"], "pointerup");
}

// --- restores and navigations ---

TEST_F(VitalsTest, ARestoreHasItsFirstFrameAndBeginsAnew) {
  Vitals before;
  before.begin(PageStart::kLoad, 0, {});
  before.layout_shift({50, 0.4, false, "p"});
  before.event({100, 400, 101, 102, 7, 60, false, "click", "button"});
  before.interactions(60);
  begin(PageStart::kRestore, 8000, before);
  vitals.restored_paint(8016.5);
  EXPECT_EQ(measured(), (Json{{"ttfb", 0}, {"fcp", 16.5}, {"lcp", 16.5}, {"cls", 0}}));
  shift(8100, 0.1);
  event(70, 96);
  event(77, 48);
  vitals.interactions(62);
  EXPECT_EQ(measured(), (Json{{"cls", 0.1}, {"inp", 96}})) << "interactions before it do not count";
}

TEST_F(VitalsTest, ARestoreWithInteractionsTooShortForAnEntryHasTheShortest) {
  Vitals before;
  before.begin(PageStart::kLoad, 0, {});
  before.interactions(3);
  begin(PageStart::kRestore, 8000, before);
  vitals.interactions(3);
  EXPECT_EQ(measured("inp"), nullptr);
  vitals.interactions(4);
  EXPECT_EQ(measured("inp"), 8);
}

TEST_F(VitalsTest, ANavigationHasItsOwnShiftsAndInteractions) {
  Vitals before;
  before.begin(PageStart::kLoad, 0, {});
  before.layout_shift({0, 0, false, ""});
  begin(PageStart::kNavigation, 3000, before);
  vitals.first_byte(30);
  vitals.paint("first-paint", 3010);
  seen(3010);
  vitals.largest_contentful_paint(candidate(3020, 100));
  EXPECT_EQ(measured(), (Json{{"cls", 0}}));
  shift(3500, 0.25);
  event(7, 64);
  EXPECT_EQ(measured(), (Json{{"cls", 0.25}, {"inp", 64}}));
}

// --- what is written ---

TEST_F(VitalsTest, OnlyWhatChangedIsWrittenAgain) {
  begin(PageStart::kLoad, 0);
  seen();
  shift(200, 0.1);
  EXPECT_TRUE(vitals.changed());
  EXPECT_EQ(measured(), (Json{{"fcp", 100}, {"cls", 0.1}}));
  EXPECT_FALSE(vitals.changed());
  EXPECT_EQ(measured(), Json::object());
  shift(9000, 0.05);
  EXPECT_FALSE(vitals.changed()) << "a milder window changes nothing";
  event(7, 120, "click", "button", 9100);
  EXPECT_TRUE(vitals.changed());
  EXPECT_EQ(vitals.changed_at(), 9220);
  EXPECT_EQ(measured(), (Json{{"inp", 120}}));
}

TEST_F(VitalsTest, ExplanationsAreBoundedValuesAreNot) {
  begin(PageStart::kNavigation, 0);
  for (int i = 1; i <= 100; ++i) shift(i * 2000, i, std::string(1000, 'a') + std::to_string(i));
  const Written written = written_by(vitals);
  EXPECT_EQ(written.measurements["cls"], 100);
  EXPECT_FALSE(written.data.contains("cls.source.1"));
}

// --- in the life of a page ---

std::vector<double> click(double start, double duration, double id) {
  return {start + duration, start, duration, start + 1, start + 2, id, 1, 0};
}

TEST(VitalsOfAPage, LateOnesGoIntoTheFollowUpAlone) {
  Session session;
  session.run(CommandList()
                  .pageload(0, 1)
                  .interactive(50)
                  .paint(100, "first-contentful-paint")
                  .add(Command::kLayoutShift, {300, 0.125, 0}, {"p"}),
              2000);
  Envelope pageload = session.take_one();
  EXPECT_EQ(pageload.event["measurements"]["fcp"]["value"], 100);
  EXPECT_EQ(pageload.event["measurements"]["cls"], (Json{{"value", 0.125}, {"unit", "none"}}));
  EXPECT_EQ(pageload.data()["cls.source.1"], "p");

  session.run(CommandList().add(Command::kEventTiming, click(5000, 80, 7), {"click", "button"}), 6000);
  EXPECT_TRUE(session.take().empty());
  session.run(CommandList().hide(7000), 7000);
  Envelope late = session.take_one();
  EXPECT_EQ(late.trace()["op"], "pageload.late");
  EXPECT_EQ(late.event["measurements"], (Json{{"inp", {{"value", 80}, {"unit", "millisecond"}}}}));
  EXPECT_EQ(late.data()["inp.target"], "button");
  EXPECT_NEAR(late.start(), 5080, 0.01);

  session.run(CommandList().hide(8000), 8000);
  EXPECT_TRUE(session.take().empty()) << "nothing changed";
}

TEST(VitalsOfAPage, AFlushSendsThemToo) {
  Session session;
  session.run(CommandList().pageload(0, 1).interactive(50), 2000);
  session.take_one();
  session.run(CommandList().flush(2500), 2500);
  EXPECT_TRUE(session.take().empty());
  session.run(CommandList().add(Command::kEventTiming, click(3000, 80, 7), {"click", "button"}).flush(4000),
              4000);
  EXPECT_EQ(session.take_one().event["measurements"]["inp"]["value"], 80);
}

TEST(VitalsOfAPage, ANavigationEndsThoseOfThePageBefore) {
  Session session;
  session.run(CommandList()
                  .pageload(0, 1)
                  .interactive(50)
                  .paint(100, "first-contentful-paint")
                  .add(Command::kEventTiming, click(3000, 160, 7), {"click", "a"})
                  .navigation(3010, 2)
                  .add(Command::kLayoutShift, {3500, 0.5, 0}, {"p"})
                  .hide(9000),
              9000);
  std::vector<Envelope> envelopes = session.take();
  ASSERT_EQ(envelopes.size(), 3u);
  EXPECT_EQ(envelopes[0].event["measurements"].size(), 1u) << envelopes[0].text;
  EXPECT_EQ(envelopes[1].event["measurements"], (Json{{"cls", {{"value", 0.5}, {"unit", "none"}}}}));
  EXPECT_EQ(envelopes[2].event["measurements"]["inp"]["value"], 160) << "it began before the navigation";
  EXPECT_EQ(envelopes[2].trace()["op"], "pageload.late");
}

// A page that changes its address before it has painted is still loading.
TEST(VitalsOfAPage, TheFirstPaintIsThatOfTheLoad) {
  Session session;
  session.run(CommandList()
                  .pageload(0, 1)
                  .navigation(50, 2)
                  .paint(100, "first-contentful-paint")
                  .add(Command::kLargestContentfulPaint, {120, 120, 120, 0, 900, 0}, {"h1", "", ""})
                  .hide(9000),
              9000);
  std::vector<Envelope> envelopes = session.take();
  ASSERT_EQ(envelopes.size(), 3u);
  EXPECT_EQ(envelopes[2].event["measurements"]["fcp"]["value"], 100);
  EXPECT_EQ(envelopes[2].event["measurements"]["lcp"]["value"], 120);
  EXPECT_EQ(envelopes[2].trace()["op"], "pageload.late");
}

TEST(VitalsOfAPage, APrerenderedPageHasItsFirstByteThoughItCameBeforeThePage) {
  Session session;
  std::vector<double> timing(23, 0);
  timing[0] = 200;
  timing[12] = 30;   // response_start
  timing[13] = 40;   // response_end
  timing[22] = 900;  // activation_start
  session.run(
      CommandList()
          .pageload(900, 1, 900)
          .interactive(900)
          .add(Command::kNavigationTiming, timing, {"https://shop.example/cart", "", "", "navigate", ""}),
      5000);
  EXPECT_EQ(session.take_one().event["measurements"]["ttfb"], (Json{{"value", 0}, {"unit", "millisecond"}}));
}

TEST(VitalsOfAPage, VisibilityEntriesSayThatItWasLoadedInTheBackground) {
  Session session;
  session.run(CommandList()
                  .pageload(0, 1)
                  .interactive(50)
                  .add(Command::kEntry, {0, 5, 0, 0}, {"hidden"})
                  .add(Command::kEntry, {800, 6, 800, 0}, {"visible"})
                  .paint(900, "first-contentful-paint"),
              5000);
  Envelope pageload = session.take_one();
  EXPECT_EQ(pageload.data()["document.visibility_state"], "hidden");
  EXPECT_FALSE(pageload.event.contains("measurements"));
}

}  // namespace
}  // namespace headwater::testing
