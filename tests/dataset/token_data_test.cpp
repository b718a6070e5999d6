// Token data: what was written comes back, with its place in the text; damage is named.
#include "core/dataset/token_data.h"

#include <QtTest>
#include <fstream>
#include <numeric>

#include "tests/dataset/made_up_corpus.h"

using namespace unmask;

namespace {

void overwrite(const std::filesystem::path& path, std::streamoff at, std::string_view bytes) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(at);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::string text(const Error& error) {
  return inEnglish(error);
}

}  // namespace

class TokenDataTest : public QObject {
  Q_OBJECT
  QTemporaryDir dir_;
  const MadeUpCorpus corpus_;

  std::filesystem::path freshFolder() {
    static int number = 0;
    const auto folder = std::filesystem::path(dir_.path().toStdString()) / std::to_string(number++);
    std::filesystem::create_directories(folder);
    if (!corpus_.write(folder)) qFatal("cannot write the corpus");
    return folder;
  }

 private Q_SLOTS:
  void comesBackUnchanged_data() {
    QTest::addColumn<int>("access");
    QTest::addRow("mapped") << int(Access::mapped);
    QTest::addRow("pread") << int(Access::pread);
  }
  void comesBackUnchanged() {
    QFETCH(int, access);
    const auto data = TokenData::open(freshFolder(), static_cast<Access>(access));
    QVERIFY2(data, data ? "" : text(data.error()).c_str());
    const TokenDataInfo& info = data->info();
    QCOMPARE(info.pieces, MadeUpCorpus::kPieces);
    QCOMPARE(info.tokens, MadeUpCorpus::kTokens);
    QCOMPARE(info.documents, corpus_.documents());
    QCOMPARE(info.bytes,
             std::accumulate(corpus_.widths.begin(), corpus_.widths.end(), uint64_t{0}));
    QCOMPARE(info.corpusHash, std::string("c0ffee"));
    QCOMPARE(info.tokenizerHash, std::string("beef"));
    QCOMPARE(info.words.starts, corpus_.info().words.starts);
    std::vector<int64_t> all(info.tokens);
    QVERIFY(data->read(0, all));
    QVERIFY(std::equal(all.begin(), all.end(), corpus_.tokens.begin(), corpus_.tokens.end()));
  }

  void everyTokenKnowsItsPlace() {
    const auto data = TokenData::open(freshFolder(), Access::mapped);
    QVERIFY(data);
    for (uint64_t d = 0; d < corpus_.documents(); ++d) {
      const uint64_t begin = corpus_.documentBegins[d], end = corpus_.documentBegins[d + 1];
      const auto range = data->documentTokens(d);
      QVERIFY(range && range->begin == begin && range->end == end);
      uint64_t byte = 0;
      for (uint64_t token = begin; token < end; ++token) {
        const auto where = data->provenance(token, 1);
        QVERIFY(where);
        QCOMPARE(where->document, d);
        QCOMPARE(where->byteBegin, byte);
        byte += corpus_.widths[token];
        QCOMPARE(where->byteEnd, byte);
      }
    }
    const auto whole = data->byteCount(0, MadeUpCorpus::kTokens);
    QVERIFY(whole && *whole == data->info().bytes);
  }

  // More than one anchor (every 4,096 tokens), and ids beyond uint16.
  void longDataWithLargeVocabularies() {
    const auto folder = std::filesystem::path(dir_.path().toStdString()) / "large";
    std::filesystem::create_directories(folder);
    constexpr int64_t kPieces = 70000;
    auto writer = TokenDataWriter::create(folder, kPieces);
    QVERIFY(writer);
    std::vector<int32_t> ids(20000);
    for (size_t i = 0; i < ids.size(); ++i) ids[i] = static_cast<int32_t>(i * 7 % kPieces);
    const std::vector<uint16_t> widths(ids.size(), 3);
    QVERIFY(writer->append(ids, widths) && writer->endDocument());
    TokenDataInfo info;
    info.words.starts.resize(kPieces);
    QVERIFY(writer->finish(info));
    const auto data = TokenData::open(folder, Access::pread);
    QVERIFY2(data, data ? "" : text(data.error()).c_str());
    std::vector<int64_t> back(3);
    QVERIFY(data->read(19997, back));
    QCOMPARE(back,
             (std::vector<int64_t>{19997 * 7 % kPieces, 19998 * 7 % kPieces, 19999 * 7 % kPieces}));
    for (const uint64_t token : {0, 1, 4095, 4096, 8191, 8192, 19999}) {
      const auto where = data->provenance(token, 1);
      QVERIFY(where);
      QCOMPARE(where->byteBegin, token * 3);
    }
    const auto most = data->byteCount(10, 19990);
    QVERIFY(most && *most == 19990 * 3);
  }

  void refusesWhatLiesBeyondTheEnd() {
    const auto data = TokenData::open(freshFolder(), Access::pread);
    QVERIFY(data);
    std::vector<int64_t> two(2);
    QVERIFY(!data->read(2999, two));
    QVERIFY(!data->read(~uint64_t{0}, two));
    QVERIFY(!data->documentOf(3000));
    QVERIFY(!data->documentTokens(corpus_.documents()));
    QVERIFY(!data->documentBegins(~uint64_t{0}, 2));
    QVERIFY(!data->provenance(2999, 2));
    QVERIFY(!data->byteCount(~uint64_t{0}, 2));
  }

  void writerRefusesImpossibleIds() {
    const auto folder = std::filesystem::path(dir_.path().toStdString()) / "refused";
    std::filesystem::create_directories(folder);
    auto writer = TokenDataWriter::create(folder, 10);
    QVERIFY(writer);
    const std::vector<uint16_t> width{1};
    for (const int32_t id : {-1, 10}) QVERIFY(!writer->append(std::vector<int32_t>{id}, width));
    QVERIFY(!TokenDataWriter::create(folder, 0));
  }

  void damageIsNamed_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("content");  // the whole new content
    QTest::addRow("no json") << "tokens.json"
                             << "{";
    QTest::addRow("not an object") << "tokens.json"
                                   << "[1]";
    QTest::addRow("no pieces") << "tokens.json"
                               << "{}";
    QTest::addRow("wrong type") << "tokens.json"
                                << R"({"pieces": "65"})";
    QTest::addRow("no vocabulary") << "tokens.json"
                                   << R"({"pieces": 0, "starts_word": ""})";
    QTest::addRow("huge vocabulary") << "tokens.json"
                                     << R"({"pieces": 9000000000000000000, "starts_word": ""})";
    QTest::addRow("short bitmap") << "tokens.json"
                                  << R"({"pieces": 65, "starts_word": "00"})";
    QTest::addRow("bad bitmap") << "tokens.json"
                                << R"({"pieces": 65, "starts_word": "xxxxxxxxxxxxxxxxxx"})";
    for (const char* file : {"tokens.npy", "token_bytes.npy", "anchors.npy", "document_tokens.npy",
                             "document_bytes.npy"})
      QTest::addRow("%s empty", file) << file << "";
  }
  void damageIsNamed() {
    QFETCH(QString, file);
    QFETCH(QString, content);
    const auto folder = freshFolder();
    std::ofstream(folder / file.toStdString()) << content.toStdString();
    const auto data = TokenData::open(folder, Access::mapped);
    QVERIFY(!data);
    QVERIFY2(text(data.error()).find(file.toStdString()) != std::string::npos,
             text(data.error()).c_str());
  }

  void aFlippedBitIsFound() {
    const auto folder = freshFolder();
    overwrite(folder / "tokens.npy", 128 + 2000, "\x7f");
    const auto data = TokenData::open(folder, Access::pread);
    QVERIFY(data);
    std::vector<int64_t> out(1);
    const auto read = data->read(0, out);
    QVERIFY(!read);
    QVERIFY(text(read.error()).find("tokens.npy") != std::string::npos);
  }

  // Arrays that are whole in themselves but do not belong together.
  void arraysOfAnotherCorpusAreRefused() {
    const auto folder = freshFolder();
    {
      auto other = NpyWriter::create(folder / "document_tokens.npy", DType::uint64);
      QVERIFY(other);
      std::vector<uint64_t> begins(corpus_.documents() + 1, 0);
      begins[1] = 5000;  // out of order, beyond the end
      begins.back() = MadeUpCorpus::kTokens;
      QVERIFY(other->append(std::span<const uint64_t>(begins)) && other->finish());
    }
    const auto data = TokenData::open(folder, Access::mapped);
    QVERIFY(data);
    QVERIFY(!data->documentTokens(1));
    for (const uint64_t token : {0, 1, 1500, 2999}) {
      const auto where = data->provenance(token, 1);
      if (!where) QVERIFY(text(where.error()).find("document_") != std::string::npos);
    }
    {
      auto other = NpyWriter::create(folder / "tokens.npy", DType::uint16);
      QVERIFY(other);
      const std::vector<uint16_t> ids(MadeUpCorpus::kTokens, 65);  // one more than there are
      QVERIFY(other->append(std::span<const uint16_t>(ids)) && other->finish());
    }
    const auto ids = TokenData::open(folder, Access::mapped);
    QVERIFY(ids);
    std::vector<int64_t> out(1);
    QVERIFY(!ids->read(0, out));
  }
};

QTEST_GUILESS_MAIN(TokenDataTest)
#include "token_data_test.moc"
