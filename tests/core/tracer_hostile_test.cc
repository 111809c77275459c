// What the shim never sends, found by the fuzz targets (tests/fuzz).

#include <gtest/gtest.h>

#include "tests/core/support/session.h"

namespace headwater::testing {
namespace {

TEST(TracerHostile, ARequestsHandleIsNotFreeAgainOnceItWasSent) {
  Session session;
  session.run(CommandList().pageload(0, 1).request(10, 2, 1).hide(20).request(30, 2, 1), 30);
  EXPECT_EQ(session.dropped(Drop::kInvalidHandle), 1u);
  // With two requests of one handle only one of them would ever be let go.
  session.tick(600000);
}

TEST(TracerHostile, ARequestCanBeAnsweredTwice) {
  Session session;
  session.run(CommandList().pageload(0, 1).request(10, 2, 1).response(20, 2).response(30, 2, 404).hide(40),
              40);
  EXPECT_EQ(session.take_one().event["spans"].size(), 1u);
}

TEST(TracerHostile, ARequestEndsNotBeforeItsStart) {
  Session session;
  session.run(CommandList().pageload(0, 1).request(5000, 2, 1), 5000);
  session.run(CommandList().response(230, 2).hide(5010), 5010);
  const Json span = session.take_one().event["spans"].at(0);
  EXPECT_EQ(span["timestamp"], span["start_timestamp"]);
}

// A page's clock may be replaced, as by the fake timers of a test.
TEST(TracerHostile, ATransactionOfTheFutureStartsNow) {
  Session session;
  session.run(CommandList().pageload(1e12, 1).interactive(100), 100);
  session.tick(1200);
  EXPECT_EQ(session.take_one().finish_reason(), "idleTimeout");
}

TEST(TracerHostile, TheDocumentsPhasesEndByNow) {
  std::vector<double> numbers(23, 0);
  numbers[0] = 50;    // t
  numbers[12] = 20;   // request_start
  numbers[13] = 30;   // response_start
  numbers[14] = 1e9;  // response_end
  numbers[16] = 1e9;  // dom_content_loaded_event_end
  Session session;
  session.run(CommandList()
                  .pageload(0, 1)
                  .add(Command::kNavigationTiming, numbers, {"https://shop.example/", "h2", "", "", ""})
                  .hide(60),
              60);
  Envelope envelope = session.take_one();
  EXPECT_NEAR(envelope.end(), 50, 0.01);
  EXPECT_EQ(envelope.event["spans"].size(), 3u);
  for (const Json& span : envelope.event["spans"])
    EXPECT_NEAR(envelope.since_origin(span["timestamp"]), 50, 0.01);
}

TEST(TracerHostile, AFollowUpDoesNotBeginInTheFuture) {
  Session session;
  session.run(CommandList().pageload(0, 1).hide(10), 10);
  session.take();
  session.run(
      CommandList().add(Command::kEventTiming, {20, 15, 1e9, 15, 16, 7, kAbsent, 0}, {"click", "a"}).hide(30),
      30);
  EXPECT_LE(session.take_one().end(), 30);
}

TEST(TracerHostile, AStatusThatHttpDoesNotHaveIsNone) {
  for (const double status : {2.3e161, 1000.0, -1.0}) {
    Session session;
    session.run(CommandList()
                    .pageload(0, 1)
                    .resource({.start = 1, .end = 2, .response_status = status, .url = "https://a.example/x"})
                    .hide(40),
                40);
    const Json span = session.take_one().event["spans"].at(0);
    EXPECT_FALSE(span.contains("status")) << span;
    EXPECT_FALSE(span["data"].contains("http.response.status_code")) << span;
  }
}

TEST(TracerHostile, TheInvokerOfAScriptIsAnAddressOrHasOne) {
  const auto invoker = [](std::string name, std::string type) {
    Session session;
    session.run(CommandList()
                    .pageload(0, 1)
                    .add(Command::kLongAnimationFrame, {300, 100, 200, 150, 0, 0, 0, 110, 150, 0, 5},
                         {std::move(name), std::move(type), "https://cdn.example/a.js?v=2", "f"})
                    .hide(400),
                400);
    return session.take_one().event["spans"].at(0)["data"]["browser.script.invoker"];
  };
  EXPECT_EQ(invoker("https://cdn.example/a.js?v=2#x", "classic-script"), "https://cdn.example/a.js");
  EXPECT_EQ(invoker("IMG[src=/a.png?v=1].onload", "event-listener"), "IMG[src=/a.png].onload");
  EXPECT_EQ(invoker("IFRAME[src=/cb#access_token=abc].onload", "event-listener"), "IFRAME[src=/cb].onload");
  EXPECT_EQ(invoker("IMG[src=data:image/png;base64,abc].onerror", "event-listener"),
            "IMG[src=data:image/png].onerror");
  EXPECT_EQ(invoker("IMG[src=/u/jo@a.example/p.png].onload", "event-listener"),
            "IMG[src=/u/[email]/p.png].onload");
  EXPECT_EQ(invoker("SCRIPT[src=https://u:p@cdn.example/a.js?b].onload", "event-listener"),
            "SCRIPT[src=https://cdn.example/a.js].onload");
  EXPECT_EQ(invoker("IMG[src=http://[::1]/a[1].png?v].onload", "event-listener"),
            "IMG[src=http://[::1]/a[1].png].onload");
  EXPECT_EQ(invoker("IMG[src=/a.png?v", "event-listener"), "IMG[src=/a.png");
  EXPECT_EQ(invoker("IMG[src=/a.png?v]", "event-listener"), "IMG[src=/a.png]");
  EXPECT_EQ(invoker("A]IMG[src=/a.png#v", "event-listener"), "A]IMG[src=/a.png");
  EXPECT_EQ(invoker("IMG[src=", "event-listener"), "IMG[src=");
  EXPECT_EQ(invoker("IMG[src=http://[::1]/a.png?v", "event-listener"), "IMG[src=http://[::1]/a.png");
  EXPECT_EQ(invoker("BUTTON#save.onclick", "event-listener"), "BUTTON#save.onclick");
  EXPECT_EQ(invoker("TimerHandler:setTimeout", "user-callback"), "TimerHandler:setTimeout");
}

}  // namespace
}  // namespace headwater::testing
