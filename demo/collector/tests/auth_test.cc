#include "demo/collector/ingest/auth.h"

#include <gtest/gtest.h>

#include "demo/collector/tests/refused.h"

namespace headwater::collector {
namespace {

const Json kNoDsn = Json::object();

Json with_dsn(const char* dsn) { return {{"dsn", dsn}}; }

TEST(Auth, FindsTheKeyInEachPlace) {
  const Sender query = authenticate({"abc", "a/1", ""}, kNoDsn, "1");
  EXPECT_EQ(query.public_key, "abc");
  EXPECT_EQ(query.client, "a/1");
  const Sender header =
      authenticate({"", "", "Sentry sentry_version=7, sentry_client=b/2, sentry_key=def"}, kNoDsn, "1");
  EXPECT_EQ(header.public_key, "def");
  EXPECT_EQ(header.client, "b/2");
  EXPECT_EQ(authenticate({"", "", "Sentry sentry_key=def,sentry_client=b/2"}, kNoDsn, "1").public_key, "def");
  EXPECT_EQ(authenticate({}, with_dsn("https://ghi:secret@host:9000/path/42"), "42").public_key, "ghi");
}

TEST(Auth, NeedsAKey) {
  EXPECT_EQ(refused([] { authenticate({}, kNoDsn, "1"); }).substr(0, 17), "401 no public key");
  EXPECT_EQ(refused([] {
              authenticate({"", "", "Bearer sentry"}, kNoDsn, "1");
            }).substr(0, 17),
            "401 no public key");
  EXPECT_EQ(refused([] {
              authenticate({"", "", "Sentry not_sentry_key=a"}, kNoDsn, "1");
            }).substr(0, 3),
            "401");
}

TEST(Auth, RefusesContradictions) {
  EXPECT_EQ(authenticate({"abc", "", "Sentry sentry_key=abc"}, with_dsn("http://abc@host/1"), "1").public_key,
            "abc");
  EXPECT_EQ(refused([] {
              authenticate({"abc", "", "Sentry sentry_key=def"}, kNoDsn, "1");
            }),
            "400 credentials disagree: public key abc and def");
  EXPECT_EQ(refused([] {
              authenticate({"abc", "", ""}, with_dsn("http://def@host/1"), "1");
            }),
            "400 credentials disagree: public key abc and def");
  EXPECT_EQ(refused([] { authenticate({}, with_dsn("http://abc@host/2"), "1"); }),
            "400 credentials disagree: project 1 in the address, 2 in dsn");
  for (const char* dsn : {"host/1", "http://host/1", "http://abc@host", "a@b://c/1"}) {
    EXPECT_EQ(refused([&] { authenticate({}, with_dsn(dsn), "1"); }),
              std::string("400 malformed envelope: envelope header: dsn can't be read: ") + dsn);
  }
}

}  // namespace
}  // namespace headwater::collector
