// Queries over a real connection.

#include <gtest/gtest.h>

#include "demo/collector/ingest/transaction_reader.h"
#include "demo/collector/read/field.h"
#include "demo/collector/tests/api_test.h"

namespace headwater::collector {
namespace {

std::string encoded(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c))) {
      result += c;
    } else {
      constexpr const char* kDigits = "0123456789ABCDEF";
      result += '%';
      result += kDigits[static_cast<unsigned char>(c) >> 4];
      result += kDigits[static_cast<unsigned char>(c) & 15];
    }
  }
  return result;
}

class QueryApi : public ApiTest {
 protected:
  // A transaction that `change` makes another one.
  template <typename Change>
  void add(Change change, const std::string& project = "1") {
    const std::string digits = std::to_string(++count_);
    const std::string id = std::string(32 - digits.size(), 'a') + digits;
    NewEnvelope envelope{
        id, 1700000100, project, "sdk/1", "raw" + id, read_transaction(samples::kTransaction, id), {}};
    envelope.transaction->start = 1700000000 + count_;
    envelope.transaction->span_id = std::string(16 - digits.size(), 'b') + digits;
    change(*envelope.transaction);
    ASSERT_TRUE(server_.store().add(envelope));
  }

  void add(const std::string& name, double duration, const std::string& op = "pageload") {
    add([&](TransactionRow& row) {
      row.name = name;
      row.duration = duration;
      row.op = op;
    });
  }

  std::string rows(const std::string& query, const std::string& rest = "&columns=transaction") {
    return to_text(get("/api/query?query=" + encoded(query) + rest)["rows"]);
  }

  int count_ = 0;
};

TEST_F(QueryApi, GroupsByDefault) {
  EXPECT_EQ(
      to_text(get("/api/query")),
      R"({"columns":[{"name":"transaction","type":"string","unit":null},{"name":"op","type":"string","unit":null},)"
      R"j({"name":"count()","type":"integer","unit":null},{"name":"p50(duration)","type":"number","unit":"millisecond"},)j"
      R"j({"name":"p95(duration)","type":"number","unit":"millisecond"},)j"
      R"j({"name":"failure_rate()","type":"number","unit":"ratio"},{"name":"last_seen()","type":"time","unit":null}],)j"
      R"("rows":[],"next":null,"sampling":{"lowest":null,"highest":null}})");
  add("/a", 0.1);
  add("/a", 0.3);
  add("/b", 0.2);
  EXPECT_EQ(rows("", ""),
            R"([["/a","pageload",2,100,300,0,1700000002000],["/b","pageload",1,200,200,0,1700000003000]])");
}

TEST_F(QueryApi, HasEveryAggregate) {
  for (int i = 1; i <= 100; ++i) add("/a", i / 1000.0);
  add([](TransactionRow& row) {
    row.name = "/b";
    row.duration = 1;
    row.status = "internal_error";
    row.sample_rate = 0.25;
    row.measurements = Json::object();
  });
  EXPECT_EQ(rows("",
                 "&columns=transaction,count(),avg(),p50(),p75(),p95(),p99(),max(duration),failure_rate(),"
                 "apdex(10)"),
            R"([["/a",100,50.5,50,75,95,99,100,0,0.25],["/b",1,1000,1000,1000,1000,1000,1000,1,0]])");
  EXPECT_EQ(rows("", "&columns=transaction,p95(lcp),count()&sort=-count()"),
            R"j([["/a",812.5,100],["/b",null,1]])j");
  EXPECT_EQ(rows("", "&columns=transaction,count()&extrapolate=1"), R"([["/a",100],["/b",4]])");
  EXPECT_EQ(to_text(get("/api/query?columns=per_minute()&from=1700000000000&to=1700000600000")["rows"]),
            "[[10.1]]");
  EXPECT_EQ(to_text(get("/api/query")["sampling"]), R"({"lowest":0.25,"highest":0.25})");
}

TEST_F(QueryApi, ListsSortsAndPages) {
  for (const char* name : {"c", "a", "b"}) add(name, 0.1 * (name[0] - 'a' + 1));
  add([](TransactionRow& row) {
    row.name = "d";
    row.release.reset();
  });
  EXPECT_EQ(rows(""), R"([["d"],["b"],["a"],["c"]])");
  EXPECT_EQ(rows("", "&columns=transaction&sort=transaction"), R"([["a"],["b"],["c"],["d"]])");
  EXPECT_EQ(rows("", "&columns=transaction,duration&sort=-duration&limit=2"), R"([["d",750],["c",300]])");
  EXPECT_EQ(rows("", "&columns=transaction,release&sort=-release&limit=4").substr(46), R"(["d",null]])");
  std::string found;
  std::string cursor;
  for (int page = 0; page < 4; ++page) {
    const Json answer = get("/api/query?columns=transaction&limit=1" + cursor);
    found += answer["rows"][0][0].get<std::string>();
    if (page == 0) add("later", 1);  // and not in between
    if (answer["next"].is_null()) break;
    cursor = "&cursor=" + answer["next"].get<std::string>();
  }
  EXPECT_EQ(found, "dbac");
  Json groups = get("/api/query?columns=transaction,count()&sort=transaction&limit=3");
  groups = get("/api/query?columns=transaction,count()&sort=transaction&limit=3&cursor=" +
               groups["next"].get<std::string>());
  EXPECT_EQ(to_text(groups["rows"]), R"([["d",1],["later",1]])");
  EXPECT_TRUE(groups["next"].is_null());
}

TEST_F(QueryApi, HasEveryValue) {
  add([](TransactionRow& row) {
    row.user = "u1";
    row.parent_id = "00000000000000ff";
    row.sample_rate = 0.5;
  });
  EXPECT_EQ(
      rows("",
           "&columns=transaction,op,status,release,environment,service,project,trace,id,user.id,plan,"
           "duration,spans,"
           "lcp,start,span,parent,user,sdk,received,sample_rate,nothing"),
      R"([["/shop","pageload","ok","shop@1","staging","sentry.javascript.browser.headwater","1",)"
      R"("0af7651916cd43dd8448eb211c80319c","aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1","u1","free",750,1,812.5,1700000001000,)"
      R"("bbbbbbbbbbbbbbb1","00000000000000ff","u1","sdk/1",1700000100000,0.5,null]])");
}

TEST_F(QueryApi, Finds) {
  add("/Cart", 0.1);
  add("/list", 1, "navigation");
  add([](TransactionRow& row) {
    row.name = "GET /api/x y";
    row.op = "http.server";
    row.tags = {{"plan", "paid"}, {"my tag", "v"}};
    row.measurements = Json::object();
    row.user = "7";
  });
  const std::string cart = R"([["/Cart"]])";
  const std::string list = R"([["/list"]])";
  const std::string server = R"([["GET /api/x y"]])";
  EXPECT_EQ(rows("cart"), cart) << "free text, whatever its case";
  EXPECT_EQ(rows("op:navigation"), list);
  EXPECT_EQ(rows("transaction.op:navigation event.type:transaction"), list);
  EXPECT_EQ(rows("!op:navigation !plan:paid"), cart);
  EXPECT_EQ(rows("plan:p*"), server);
  EXPECT_EQ(rows("\"my tag\":v"), server);
  EXPECT_EQ(rows("has:user.id"), server);
  EXPECT_EQ(rows("!has:lcp"), server);
  EXPECT_EQ(rows("user.id:7 api"), server);
  EXPECT_EQ(rows("transaction:\"GET /*\""), server);
  EXPECT_EQ(rows("transaction:get*"), "[]") << "values are compared as they are";
  EXPECT_EQ(rows("(transaction:/Cart OR transaction:/list) duration:<500ms"), cart);
  EXPECT_EQ(rows("duration:>=1s"), list);
  EXPECT_EQ(rows("duration:100"), cart);
  EXPECT_EQ(rows("lcp:>0.5s op:pageload"), cart);
  EXPECT_EQ(rows("id:" + std::string(31, 'a') + "1"), cart);
  EXPECT_EQ(rows("id:" + std::string(31, 'A') + "1"), cart);
  EXPECT_EQ(rows("id:*a2"), list);
  EXPECT_EQ(rows("spans:>1"), "[]");
  EXPECT_EQ(rows("unheard:>1"), "[]");
  EXPECT_EQ(rows("unheard:of"), "[]");
  EXPECT_EQ(rows(std::string("trace:") + samples::kTraceId, "&columns=count()"), "[[3]]");
  EXPECT_EQ(rows("", "&columns=transaction&from=1700000002000&to=1700000003000"), list);
  EXPECT_EQ(rows("", "&columns=transaction&from=-15m"), "[]");
}

TEST_F(QueryApi, SaysWhatIsWrongAndWhere) {
  add("/a", 1);
  const auto error = [&](const std::string& query) {
    return to_text(get("/api/query?query=" + encoded(query), 400)["error"]);
  };
  EXPECT_EQ(error("op:"), R"({"message":"expected a value after op:","at":3})");
  EXPECT_EQ(error("\xF0\x9F\x98\x80\xC3\xA4 op:"), R"({"message":"expected a value after op:","at":7})")
      << "UTF-16 units";
  EXPECT_EQ(error("release:>1"), R"({"message":"release is no number: expected release:value","at":9})");
  EXPECT_EQ(error("plan:>1"), R"({"message":"plan is no number: expected plan:value","at":6})");
  EXPECT_EQ(error("duration:fast"),
            R"({"message":"expected a number after duration:, as in duration:>500ms","at":9})");
  EXPECT_EQ(error("spans:>5s"),
            R"({"message":"spans is no duration: expected a number without a unit","at":7})");
  EXPECT_EQ(error("event.type:error"),
            R"({"message":"expected transaction: there are no other events","at":11})");
  for (const char* params :
       {"limit=0", "limit=x", "from=yesterday", "from=5&to=4", "columns=a,,b", "columns=p42(duration)",
        "columns=p95(op)", "columns=count(x)", "columns=apdex(x)", "sort=-", "sort=op&columns=count()",
        "cursor=x", "cursor=99&columns=count()", "cursor=99&columns=op"}) {
    EXPECT_TRUE(get(std::string("/api/query?") + params, 400)["error"]["at"].is_null()) << params;
  }
  get("/api/series?columns=op", 400);
  get("/api/series?buckets=501", 400);
  get("/api/tags?compare=fastest", 400);
  get("/api/values", 400);
  get("/api/traces/xyz", 400);
  get("/api/spans?transaction=" + std::string(32, 'a'), 400);
  EXPECT_EQ(to_text(get("/api/traces/" + std::string(32, 'f'), 404)),
            R"({"error":{"message":"no such trace: ffffffffffffffffffffffffffffffff","at":null}})");
}

TEST_F(QueryApi, GivesASeries) {
  EXPECT_EQ(to_text(get("/api/series")["rows"]), "[]");
  add("/a", 1);
  add("/a", 3);
  add([](TransactionRow& row) { row.start = 1700000065; });
  EXPECT_EQ(
      to_text(get("/api/series?columns=count(),max()&buckets=3")),
      R"({"interval":30000,"columns":[{"name":"time","type":"time","unit":null},)"
      R"j({"name":"count()","type":"integer","unit":null},{"name":"max()","type":"number","unit":"millisecond"}],)j"
      R"("rows":[[1699999980000,2,3000],[1700000010000,0,null],[1700000040000,1,750]]})");
  EXPECT_EQ(get("/api/series?from=1700000000000&to=1700003600000")["rows"].size(), 61u);
}

TEST_F(QueryApi, SummarizesTags) {
  for (int i = 1; i <= 40; ++i) {
    add([&](TransactionRow& row) {
      row.duration = i;
      row.tags = {{"browser", i > 38 ? "Slow" : i % 2 ? "Firefox" : "Chrome"}};
      if (i == 1) row.tags["rare"] = "yes";
    });
  }
  const Json all = get("/api/tags?limit=2");
  EXPECT_EQ(all["total"], 40);
  const auto browser = [](const Json& answer) {
    for (const Json& key : answer["keys"]) {
      if (key["key"] == "browser") return to_text(key);
    }
    return std::string();
  };
  EXPECT_EQ(browser(all),
            R"({"key":"browser","count":40,"values":[{"value":"Chrome","count":19,"share":0.475},)"
            R"({"value":"Firefox","count":19,"share":0.475}]})");
  const Json slowest = get("/api/tags?compare=slowest&limit=1");
  EXPECT_EQ(slowest["selected"], 2);
  EXPECT_EQ(to_text(slowest["keys"][0]),
            R"({"key":"browser","count":40,"values":[)"
            R"({"value":"Slow","count":2,"share":0.05,"selected":1.0,"rest":0.0}]})");
  EXPECT_EQ(get("/api/tags?compare=1700000000000..1700000002000")["selected"], 1);
}

TEST_F(QueryApi, CompletesKeysAndValues) {
  add("/Cart", 1);
  add("/cart/2", 1);
  add("/cart/2", 1);
  EXPECT_EQ(to_text(get("/api/values?key=transaction&prefix=/c")["values"]),
            R"([{"value":"/cart/2","count":2},{"value":"/Cart","count":1}])");
  EXPECT_EQ(to_text(get("/api/values?key=plan&query=transaction:/Cart")["values"]),
            R"([{"value":"free","count":1}])");
  EXPECT_EQ(get("/api/values?key=id&prefix=aaa")["values"].size(), 3u);
  EXPECT_EQ(to_text(get("/api/values?key=duration")["values"]), "[]");
  const std::string keys = to_text(get("/api/keys"));
  EXPECT_NE(keys.find(R"({"name":"plan","type":"string","unit":null})"), std::string::npos);
  EXPECT_NE(keys.find(R"({"name":"lcp","type":"number","unit":"millisecond"})"), std::string::npos);
  EXPECT_NE(keys.find(R"({"name":"p95","of":"number"})"), std::string::npos);
}

// The page's follow-up, before or after it.
TEST_F(QueryApi, CountsFollowUpsAsPartsOfTheirPage) {
  const auto late = [](TransactionRow& row) {
    row.op = "pageload.late";
    row.parent_id = "bbbbbbbbbbbbbbb9";
    row.span_id = "cccccccccccccccc";
    row.measurements = {{"cls", {{"value", 0.2}, {"unit", "none"}}},
                        {"lcp", {{"value", 900}, {"unit", "millisecond"}}}};
  };
  const auto page = [](TransactionRow& row) { row.span_id = "bbbbbbbbbbbbbbb9"; };
  add(late);
  EXPECT_EQ(rows("", "&columns=count()"), "[]") << "a page that hasn't come";
  add(page);
  EXPECT_EQ(rows("", "&columns=op,lcp,cls"), R"([["pageload",900,0.2]])");
  EXPECT_EQ(rows("op:*.late", "&columns=op,lcp"), R"([["pageload.late",900]])");
  EXPECT_EQ(rows("op:pageload*", "&columns=count()"), "[[2]]");
  EXPECT_EQ(rows("!op:http.server", "&columns=count()"), "[[1]]") << "that does not ask for them";
  add([&](TransactionRow& row) {
    late(row);
    row.measurements = {{"inp", {{"value", 50}, {"unit", "millisecond"}}}};
  });
  EXPECT_EQ(rows("", "&columns=op,lcp,cls,inp"), R"([["pageload",900,0.2,50]])");
  Store again(server_.file());
  EXPECT_EQ(again.read().columns.size(), 3u);
  Field inp(again.read().columns, "inp");
  EXPECT_EQ(inp.number(1), 50) << "also after a start";
}

TEST_F(QueryApi, LeavesOutMeasurementsThatAreNoNumbers) {
  add([](TransactionRow& row) {
    row.measurements = {
        {"odd", {{"value", {{"a", 1}}}}}, {"text", "1"}, {"bare", 5}, {"lcp", {{"value", 7}}}};
  });
  EXPECT_EQ(rows("", "&columns=odd,text,bare,lcp"), "[[null,null,5,7]]");
  const Json trace = get(std::string("/api/traces/") + samples::kTraceId);
  EXPECT_EQ(to_text(trace["transactions"][0]["measurements"]),
            R"({"bare":{"value":5,"unit":null},"lcp":{"value":7,"unit":null}})");
}

}  // namespace
}  // namespace headwater::collector
