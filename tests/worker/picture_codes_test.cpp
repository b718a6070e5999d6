// Codes of pictures from `unmask-worker derive`: as the engine gives them; what is wrong or hostile
// is answered with an error, and the next question is answered all the same.
#include <torch/torch.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <set>

#include "core/engine/learner.h"
#include "core/engine/picture_tensors.h"
#include "core/engine/picture_tokenizer.h"
#include "core/runs/picture_json.h"
#include "tests/worker/worker_fixture.h"

using namespace unmask;

class PictureCodesTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  fs::path tokenizer_;
  PictureTokenizerInfo info_;
  QProcess worker_;

  QByteArray ask(const QByteArray& line) {
    worker_.write(line + '\n');
    if (!QTest::qWaitFor([this] { return worker_.canReadLine(); }, 60'000))
      qFatal("no answer; %s", worker_.readAllStandardError().constData());
    return worker_.readLine();
  }
  QJsonObject asked(const QJsonObject& request) {
    return QJsonDocument::fromJson(ask(QJsonDocument(request).toJson(QJsonDocument::Compact)))
        .object();
  }
  Array pictures(int64_t count) const {
    Array pixels =
        Array::zeros<uint8_t>("pixels", {count, info_.size, info_.size, info_.shape.channels});
    const auto values = pixels.values<uint8_t>();
    for (size_t i = 0; i < values.size(); ++i)
      values[i] = static_cast<uint8_t>((i * i / 7 + i / 200) % 251);
    return pixels;
  }
  QJsonObject request(const Array& pixels) const {
    QJsonArray list;
    const size_t one = pixels.bytes.size() / static_cast<size_t>(pixels.shape[0]);
    for (size_t i = 0; i < static_cast<size_t>(pixels.shape[0]); ++i)
      list.append(pictureJson(info_.size, info_.shape.channels,
                              pixels.values<uint8_t>().subspan(i * one, one)));
    return {{"id", 7},
            {"of", "codes"},
            {"tokenizer", QString::fromStdString(tokenizer_.string())},
            {"pictures", list}};
  }

 private Q_SLOTS:
  void initTestCase() {
    RunSpec spec = need(defaultSpec("picture-tokenizer"));
    for (const char* setting :
         {"objective.codes=24", "model.convolution_width=8", "objective.view_size=16"})
      need(setAssignment(fieldsOf(spec), setting));
    const auto learner = makeLearner(spec, at::kCPU);
    std::map<std::string, at::Tensor> tensors;
    for (const auto& list : {learner->parameters(), learner->buffers()})
      for (const Parameter& p : list) tensors.emplace(p.name, p.value.detach());
    at::manual_seed(1);  // the same codes always, of which these pictures take several
    tensors["codebook.codes"] = at::randn({24, spec.pictureModel.codeWidth}) * 0.1;
    PictureTokenizerInfo info;
    info.name = "codes";
    info.size = 16;
    info.shape = pictureTokenizerShape(spec);
    tokenizer_ = fs::path(folder_.path().toStdString()) / "codes";
    info_ = need(writePictureTokenizer(tokenizer_, info, tensors));
    worker_.start(UNMASK_BIN_DIR "/unmask-worker", {"derive"});
    QVERIFY(worker_.waitForStarted());
  }

  void codesAreTheEngines() {
    const auto tokenizer = need(PictureTokenizer::open(tokenizer_, at::kCPU));
    const Array pixels = pictures(3);
    const at::Tensor codes = tokenizer->codes(normalisedPixels(pixels, at::kCPU));
    const at::Tensor painted =
        ((tokenizer->paint(codes) + 1) * 127.5).round().to(at::kByte).contiguous();
    const QJsonObject answer = asked(request(pixels));
    QCOMPARE(answer["id"].toInt(), 7);
    QCOMPARE(answer["hash"].toString().toStdString(), info_.hash);
    QCOMPARE(answer["codes"].toArray().size(), 3);
    std::set<int> different;
    for (int i = 0; i < 3; ++i) {
      const QJsonArray row = answer["codes"].toArray()[i].toArray();
      QCOMPARE(row.size(), 16);
      for (int patch = 0; patch < 16; ++patch) {
        QCOMPARE(row[patch].toInt(), static_cast<int>(codes[i][patch].item<int64_t>()));
        different.insert(row[patch].toInt());
      }
      std::vector<uint8_t> image(16 * 16 * 3);
      need(readPictureJson(answer["painted"].toArray()[i].toObject(), 16, 3, image));
      QVERIFY(std::equal(image.begin(), image.end(),
                         painted.const_data_ptr<uint8_t>() + i * 16 * 16 * 3));
    }
    QVERIFY(different.size() > 1);
    // The same question, the same answer.
    QCOMPARE(asked(request(pixels))["codes"], answer["codes"]);
  }

  void whatIsWrongIsAnsweredAndTheNextIsToo() {
    const auto error = [&](const QJsonObject& request) {
      return asked(request)["error"].toString();
    };
    QJsonObject good = request(pictures(1));
    for (const auto& [key, value] : std::initializer_list<std::pair<QString, QJsonValue>>{
             {"tokenizer", "/nowhere"},
             {"tokenizer", ""},
             {"pictures", QJsonArray()},
             {"pictures", QJsonArray{5}},
             {"pictures", QJsonArray{QJsonObject{{"size", 16}, {"channels", 3}, {"pixels", "!"}}}},
             {"pictures", QJsonArray{QJsonObject{{"size", 1 << 30}, {"channels", 3}}}}}) {
      QJsonObject bad = good;
      bad[key] = value;
      QVERIFY2(!error(bad).isEmpty(), qPrintable(key));
    }
    // Pixels that say they unpack to four gigabytes.
    QJsonObject bomb = good;
    QJsonObject picture = bomb["pictures"].toArray()[0].toObject();
    QByteArray packed = QByteArray::fromBase64(picture["pixels"].toString().toLatin1());
    packed.replace(0, 4, "\xff\xff\xff\xff");
    picture["pixels"] = QString::fromLatin1(packed.toBase64());
    bomb["pictures"] = QJsonArray{picture};
    QVERIFY(error(bomb).contains("16"));
    QVERIFY(!asked(good).contains("error"));
  }

  void cleanupTestCase() {
    worker_.closeWriteChannel();
    QVERIFY(worker_.waitForFinished(20'000));
  }
};

QTEST_GUILESS_MAIN(PictureCodesTest)
#include "picture_codes_test.moc"
