#include <gtest/gtest.h>

#include <fstream>

#include "src/text/path_names.h"
#include "src/text/readable.h"
#include "src/text/url.h"
#include "tests/core/support/session.h"

// Paths with something in them that nobody may read, and paths that stay readable, wherever a path leaves the
// page. The root that the shim sends by itself: tests/js/paths.test.ts.
namespace headwater::testing {
namespace {

constexpr const char* kOrigin = "https://shop.example";

struct Path {
  std::string path, address, name;
  std::vector<std::string> secrets;
};

std::vector<Path> paths() {
  const Json file = Json::parse(std::ifstream(HEADWATER_SOURCE_DIR "/tests/core/paths.json"));
  std::vector<Path> all;
  for (const Json& row : file["go"])
    all.push_back({row["path"], row["address"], row["name"], row["secrets"]});
  for (const Json& row : file["stay"]) all.push_back({row["path"], row["path"], row["name"], {}});
  return all;
}

// The envelope of a page at that path, with everything that has an address.
Envelope page_at(const std::string& path) {
  const std::string address = kOrigin + path;
  Session session(CommandList().configure(
      {kAbsent, kAbsent, kAbsent, kAbsent},
      {"1.2.3", "", kOrigin, "", "https://other.example" + path + "?private#private", "", ""}));
  session.run(
      CommandList()
          .add(Command::kTransaction, {0, 1, 1, 0, kEpoch},
               {std::string(kTraceId), "", path, "url", "pageload", "auto.pageload.browser",
                address + "?private#private", ""})
          .request(10, 2, 1, address + "?private")
          .response(20, 2)
          .add(Command::kRedirect, {25, 3, 1}, {address + "?private"})
          .resource({.start = 30, .end = 40, .url = address + "?private"})
          .add(Command::kLongAnimationFrame, {300, 100, 200, 150, 0, 0, 0, 110, 150, 0, 5},
               {"IMG[src=" + path + "#private].onload", "event-listener", address + "?private", "f"})
          .add(Command::kLargestContentfulPaint, {310, 50, 50, 45, 400, 0}, {"img", "", address + "?private"})
          .hide(400),
      400);
  return session.take_one();
}

TEST(Paths, AreAtLeastAHundredKinds) {
  std::size_t go = 0;
  for (const Path& path : paths()) go += !path.secrets.empty();
  EXPECT_GE(go, 100u);
  EXPECT_GE(paths().size() - go, 60u);
}

TEST(Paths, HaveNoSecretsInAddressesAndNames) {
  for (const auto& [path, address, name, secrets] : paths()) {
    EXPECT_EQ(strip_url(kOrigin + path), kOrigin + address);
    EXPECT_EQ(strip_url(kOrigin + address), kOrigin + address);
    EXPECT_EQ(group_name(path), name);
    EXPECT_EQ(group_name(name), name);
    for (const std::string& secret : secrets) {
      EXPECT_EQ(address.find(secret), std::string::npos) << secret << " in " << address;
      EXPECT_EQ(name.find(secret), std::string::npos) << secret << " in " << name;
    }
  }
}

TEST(Paths, HaveNoSecretsWhereverTheyLeave) {
  for (const auto& [path, address, name, secrets] : paths()) {
    SCOPED_TRACE(path);
    Envelope page = page_at(path);
    const std::string whole = kOrigin + address;
    EXPECT_EQ(page.event["transaction"], readable(name));
    EXPECT_EQ(page.event["request"]["url"], whole);
    EXPECT_EQ(page.event["request"]["headers"]["Referer"], "https://other.example" + address);
    if (name != path) {
      EXPECT_EQ(page.data()["url.path"], address);
    }
    EXPECT_EQ(page.data()["lcp.url"], whole);
    EXPECT_EQ(page.span("GET " + address)["data"]["url"], whole);
    std::size_t others = 0;
    for (const Json& span : page.event["spans"]) {
      if (span["op"] == "navigation.redirect" || span["op"] == "resource.css") {
        ++others;
        EXPECT_EQ(span["description"], address);
        EXPECT_EQ(span["data"]["url"], whole);
      } else if (span["op"] == "ui.long-animation-frame") {
        ++others;
        EXPECT_EQ(span["data"]["code.filepath"], whole);
        EXPECT_EQ(span["data"]["browser.script.invoker"],
                  "IMG[src=" + std::string(strip_url(path)) + "].onload");
      }
    }
    EXPECT_EQ(others, 3u);
    EXPECT_EQ(page.text.find("?private"), std::string::npos);
    EXPECT_EQ(page.text.find("#private"), std::string::npos);
  }
}

}  // namespace
}  // namespace headwater::testing
