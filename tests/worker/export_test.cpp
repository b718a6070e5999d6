// `unmask-worker export`: what transformers loads from it computes what our engine computes, and
// its tokenizers give our ids. The comparisons need `transformers` in .venv and say so where it is
// not; what is written is looked at in any case.
#include <torch/torch.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <random>

#include "core/engine/checkpoint.h"
#include "core/engine/huggingface_names.h"
#include "core/engine/image_text_contrast.h"
#include "core/engine/learner.h"
#include "core/engine/masked_pixels.h"
#include "core/engine/masked_tokens.h"
#include "core/engine/model.h"
#include "core/engine/picture_tensors.h"
#include "core/engine/safetensors.h"
#include "core/tokenizers/huggingface_tokenizer.h"
#include "tests/worker/worker_fixture.h"

using namespace unmask;

namespace {

struct Ended {
  int code = -1;
  QByteArray out, errors;
};

Ended run(const QString& program, const QStringList& arguments) {
  QProcess process;
  process.start(program, arguments);
  Ended ended;
  if (!process.waitForFinished(120'000)) return ended;
  ended.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
  ended.out = process.readAllStandardOutput();
  ended.errors = process.readAllStandardError();
  return ended;
}

const QString kWorker = UNMASK_BIN_DIR "/unmask-worker";
const QString kPython = UNMASK_SOURCE_DIR "/.venv/bin/python";
const QString kCompare = UNMASK_SOURCE_DIR "/tests/worker/compare_export.py";

QString q(const fs::path& path) {
  return QString::fromStdString(path.string());
}

}  // namespace

class ExportTest : public QObject {
  Q_OBJECT

  WorkerFixture fixture_;
  bool transformers_ = false;

  // A run with one checkpoint: initial weights moved about, so that biases and norms count.
  fs::path runWithCheckpoint(const RunSpec& spec, const std::vector<Parameter>& parameters) {
    const fs::path folder = fixture_.prepare(spec);
    at::NoGradGuard noGrad;
    for (const Parameter& parameter : parameters) {
      const int64_t size = parameter.value.numel();
      // In turn up and down; what is a variance stays above zero.
      const double most = parameter.value.dim() > 1 ? 0.03 : 0.1;
      const at::Tensor moves = at::sin(at::arange(size, at::kFloat) * 1.7) * most;
      parameter.value.add_(moves.view(parameter.value.sizes()));
    }
    need(writeCheckpoint(folder / "checkpoints" / "step-3", parameters, {},
                         {3, 3, 1, spec.objective}));
    return folder;
  }

  struct Compared {
    QJsonObject found;
    QByteArray all;
  };
  Compared compare(const fs::path& target, const fs::path& expected) {
    const Ended compared = run(kPython, {kCompare, "model", q(target), q(expected)});
    if (compared.code != 0) qWarning("%s", compared.errors.right(2000).constData());
    return {QJsonDocument::fromJson(compared.out).object(), compared.out};
  }

  // As a run of picture-tokenizer begins.
  PictureTokenizerInfo untrainedTokenizer() {
    RunSpec spec = need(defaultSpec("picture-tokenizer"));
    for (const char* setting : {"objective.codes=24", "model.convolution_width=8"})
      need(setAssignment(fieldsOf(spec), setting));
    const auto learner = makeLearner(spec, at::kCPU);
    std::map<std::string, at::Tensor> tensors;
    for (const auto& list : {learner->parameters(), learner->buffers()})
      for (const Parameter& p : list) tensors.emplace(p.name, p.value.detach());
    PictureTokenizerInfo info;
    info.name = "codes";
    info.size = viewOf(spec).size;
    info.shape = pictureTokenizerShape(spec);
    return need(
        writePictureTokenizer(fixture_.workspace().newTokenizerFolder("codes"), info, tensors));
  }

  // Inputs of two examples and our logits for them, as compare_export.py reads them.
  void writeExpected(const RunSpec& spec, const Model& model, const fs::path& file) {
    at::NoGradGuard noGrad;
    const int64_t vocabulary = vocabularySize(spec);
    std::mt19937 random(11);
    const auto ids = [&](int64_t length) {
      std::vector<int64_t> values(static_cast<size_t>(2 * length));
      for (int64_t& id : values)
        id = static_cast<int64_t>(random() % static_cast<uint64_t>(vocabulary));
      return at::tensor(values, at::kLong).view({2, length});
    };
    std::vector<Parameter> tensors;
    const auto keep = [&](const char* name, const at::Tensor& value) {
      tensors.push_back({name, value.to(at::kFloat).contiguous()});
    };
    ModelInput input;
    input.ids = ids(spec.model.context);
    keep("input_ids", input.ids);
    if (spec.objective != "next-token") {
      input.attend = at::ones({2, spec.model.context}, at::kBool);
      input.attend[1].narrow(0, spec.model.context - 5, 5).fill_(false);
      keep("attention_mask", input.attend);
    }
    if (isEncoderDecoder(spec)) {
      input.decoderIds = ids(9);
      keep("decoder_input_ids", input.decoderIds);
    }
    const Pass pass;
    const at::Tensor logits = model.logits(model.hidden(input, pass), pass);
    keep("logits", logits.view({2, -1, logits.size(1)}));
    need(writeSafetensors(file, tensors, {}));
  }

 private Q_SLOTS:
  void initTestCase() {
    transformers_ = QFile::exists(kPython) &&
                    run(kPython, {"-c", "import transformers, safetensors"}).code == 0;
  }

  void everyArchitecture_data() {
    QTest::addColumn<QString>("objective");
    QTest::addColumn<QStringList>("settings");
    QTest::addColumn<QString>("loadedBy");
    const QStringList bert{"model.norm=post",  "model.embedding_norm=true",
                           "model.bias=true",  "model.segment_embedding=true",
                           "model.head_transform=true"};
    QTest::newRow("gpt") << "next-token" << QStringList{} << "GPT2LMHeadModel";
    QTest::newRow("gpt with biases, untied, with ends")
        << "next-token"
        << QStringList{"model.bias=true", "model.tied_head=false", "objective.end_of_document=true"}
        << "GPT2LMHeadModel";
    QTest::newRow("bert") << "masked-lm" << bert << "BertForMaskedLM";
    QTest::newRow("bert untied, with [CLS] and [SEP]")
        << "masked-lm" << (bert + QStringList{"model.tied_head=false", "objective.cls_sep=true"})
        << "BertForMaskedLM";
    QTest::newRow("bert, pre-norm") << "masked-lm" << QStringList{} << "";
    QTest::newRow("t5") << "span-corruption" << QStringList{} << "T5ForConditionalGeneration";
    QTest::newRow("t5, wide heads") << "span-corruption" << QStringList{"model.head_width=24"}
                                    << "T5ForConditionalGeneration";
    QTest::newRow("bart") << "denoising" << QStringList{} << "BartForConditionalGeneration";
  }

  void everyArchitecture() {
    QFETCH(const QString, objective);
    QFETCH(const QStringList, settings);
    QFETCH(const QString, loadedBy);
    RunSpec spec = fixture_.spec(10, objective.toStdString());
    need(setAssignment(fieldsOf(spec), "model.layers=2"));
    for (const QString& setting : settings)
      need(setAssignment(fieldsOf(spec), setting.toStdString()));
    const auto model = makeModel(spec, at::kCPU);
    const fs::path folder = runWithCheckpoint(spec, model->parameters());
    const fs::path target = folder / "exported", expected = folder / "expected.safetensors";

    const Ended exported = run(kWorker, {"export", q(folder), q(target), "--json"});
    QVERIFY2(exported.code == 0, exported.errors);
    const QJsonObject said = QJsonDocument::fromJson(exported.out).object();
    QCOMPARE(said["loaded_by"].toString(), loadedBy);
    QCOMPARE(said["step"].toInt(), 3);
    QVERIFY(said["tokenizer"].toBool());
    const auto tensors = need(readSafetensors(target / "model.safetensors"));
    QCOMPARE(said["tensors"].toInt(), static_cast<int>(tensors.size()));
    const std::string readme = need(readFile(target / "README.md"));
    if (loadedBy.isEmpty()) {
      QVERIFY(said["reason"].toString().contains("BERT"));
      QVERIFY(!fs::exists(target / "config.json"));
      for (const Parameter& parameter : model->parameters()) {
        QVERIFY(at::equal(tensors.at(parameter.name), parameter.value));
        QVERIFY(readme.find("| " + parameter.name + " |") != std::string::npos);
      }
      return;
    }
    QVERIFY(readme.find(loadedBy.toStdString()) != std::string::npos);
    for (const NameMapping& name : need(huggingFaceNames(spec)))
      QVERIFY2(tensors.contains(name.theirs), name.theirs.c_str());
    if (!transformers_) QSKIP("transformers is not installed in .venv: pip install transformers");
    writeExpected(spec, *model, expected);
    const auto [found, all] = compare(target, expected);
    qInfo("%s: largest difference %.2g of logits up to %.3g", qPrintable(loadedBy),
          found["difference"].toDouble(), found["largest"].toDouble());
    QCOMPARE(found["class"].toString(), loadedBy);
    QVERIFY2(found["missing"].toArray().isEmpty() && found["unexpected"].toArray().isEmpty(), all);
    QVERIFY(found["largest"].toDouble() > 0.1);
    QVERIFY2(found["difference"].toDouble() < 1e-4, all);
  }

  void everyPictureModel_data() {
    QTest::addColumn<QString>("objective");
    QTest::addColumn<QStringList>("settings");
    QTest::addColumn<QString>("loadedBy");
    QTest::newRow("mae") << "masked-pixels" << QStringList{} << "ViTMAEForPreTraining";
    QTest::newRow("vit") << "contrastive" << QStringList{"model.encoder=vit"} << "ViTModel";
    QTest::newRow("resnet18") << "contrastive" << QStringList{"model.encoder=resnet18"}
                              << "ResNetModel";
    QTest::newRow("clip") << "image-text-contrast" << QStringList{"model.encoder=vit"}
                          << "CLIPModel";
    QTest::newRow("beit") << "masked-tokens" << QStringList{"model.absolute_positions=false"}
                          << "BeitForMaskedImageModeling";
    QTest::newRow("beit with absolute positions")
        << "masked-tokens" << QStringList{"model.absolute_positions=true"}
        << "BeitForMaskedImageModeling";
    QTest::newRow("vq-vae") << "picture-tokenizer" << QStringList{} << "";
    QTest::newRow("resnet20") << "contrastive" << QStringList{"model.encoder=resnet20"} << "";
    QTest::newRow("resnet18, small pictures")
        << "contrastive" << QStringList{"model.encoder=resnet18-small"} << "";
    QTest::newRow("clip with a residual network")
        << "image-text-contrast" << QStringList{"model.encoder=resnet20"} << "";
    QTest::newRow("matching") << "image-text-matching" << QStringList{} << "";
  }

  void everyPictureModel() {
    QFETCH(const QString, objective);
    QFETCH(const QStringList, settings);
    QFETCH(const QString, loadedBy);
    RunSpec spec = fixture_.spec(10);  // for its tokenizer, which captions need
    const RunSpec text = spec;
    spec = need(defaultSpec(objective.toStdString()));
    spec.corpus = text.corpus;
    spec.device = "cpu";
    const bool pairs = objective.startsWith("image-text");
    if (pairs) {
      spec.tokenizer = text.tokenizer;
      spec.pieces = text.pieces;
      for (const char* setting :
           {"model.text_layers=2", "model.text_heads=2", "model.text_width=24",
            "model.projection_width=16", "model.context=12"})
        need(setAssignment(fieldsOf(spec), setting));
    }
    if (objective == "masked-tokens") {
      const PictureTokenizerInfo codes = untrainedTokenizer();
      spec.tokenizer = {codes.slug, codes.hash};
      spec.pieces = codes.shape.codes;
    }
    if (objective != "picture-tokenizer")
      for (const char* setting :
           {"model.layers=2", "model.heads=2", "model.width=32", "model.feed_forward=64"})
        need(setAssignment(fieldsOf(spec), setting));
    if (objective == "masked-pixels") {
      for (const char* setting : {"model.decoder_width=16", "model.decoder_heads=2"})
        need(setAssignment(fieldsOf(spec), setting));
    }
    for (const QString& setting : settings)
      need(setAssignment(fieldsOf(spec), setting.toStdString()));
    const auto learner = makeLearner(spec, at::kCPU);
    std::vector<Parameter> weights = learner->parameters();
    weights.insert(weights.end(), learner->buffers().begin(), learner->buffers().end());
    const fs::path folder = runWithCheckpoint(spec, weights);
    const fs::path target = folder / "exported", expected = folder / "expected.safetensors";
    const Ended exported = run(kWorker, {"export", q(folder), q(target), "--json"});
    QVERIFY2(exported.code == 0, exported.errors);
    const QJsonObject said = QJsonDocument::fromJson(exported.out).object();
    QCOMPARE(said["loaded_by"].toString(), loadedBy);
    const bool beit = objective == "masked-tokens";
    QCOMPARE(said["tokenizer"].toBool(), pairs || beit);
    QCOMPARE(fs::exists(target / "picture_tokenizer.safetensors"), beit);
    QCOMPARE(fs::exists(target / "preprocessor_config.json"), !loadedBy.isEmpty());
    if (loadedBy.isEmpty()) {
      const QString why = said["reason"].toString();
      QVERIFY2(why.contains(objective == "picture-tokenizer"     ? "picture tokenizer"
                            : objective == "image-text-matching" ? "matching head"
                                                                 : settings[0].section('=', 1)),
               qPrintable(why));
      QVERIFY(!fs::exists(target / "config.json"));
      const auto tensors = need(readSafetensors(target / "model.safetensors"));
      QCOMPARE(tensors.size(), weights.size());
      const std::string readme = need(readFile(target / "README.md"));
      for (const Parameter& weight : weights) {
        QVERIFY(at::equal(tensors.at(weight.name), weight.value));
        QVERIFY2(readme.find("| " + weight.name + " |") != std::string::npos, weight.name.c_str());
      }
      return;
    }
    // No weight is lost: what the class has no place for lies beside.
    QCOMPARE(fs::exists(target / "rest.safetensors"), objective == "contrastive");
    if (!transformers_) QSKIP("transformers is not installed in .venv: pip install transformers");

    at::NoGradGuard noGrad;
    Batch batch = learner->madeUpBatch(3);
    for (Array& array : batch.arrays)
      if (array.name == "pixels")
        for (size_t i = 0; i < array.bytes.size(); ++i)
          array.bytes[i] = static_cast<std::byte>(i * i % 251);
    const at::Tensor pixels = pixelsOf(batch, at::kCPU);
    std::vector<Parameter> tensors{{"pixel_values", pixels.permute({0, 3, 1, 2}).contiguous()}};
    if (const auto* masked = dynamic_cast<const MaskedPixels*>(learner.get())) {
      const at::Tensor hidden = flagsOf(*batch.find("hidden"), at::kCPU);
      const auto places = MaskedAutoencoder::placesOf(hidden);
      const auto& objectiveSettings = std::get<MaskedPixelsSettings>(spec.objectiveSettings);
      const at::Tensor patches = patchify(pixels, objectiveSettings.patch);
      const at::Tensor predicted = masked->model().predict(
          masked->model().encode(patches, places, {}), places, {});
      // Theirs keeps the patches of the lowest noise, in its order.
      const at::Tensor order = at::arange(hidden.size(1), at::kFloat) / 1000;
      tensors.push_back({"noise", hidden.to(at::kFloat) + order});
      tensors.push_back({"hidden", places.hidden.to(at::kFloat)});
      tensors.push_back({"logits", predicted.contiguous()});
    } else if (const auto* pairs = dynamic_cast<const ImageTextContrast*>(learner.get())) {
      // Captions of different lengths; what stands after an end is no matter.
      const TokenIds ids = spec.tokenIds();
      at::Tensor captions = at::full({3, 12}, ids.pad(), at::kLong);
      const int64_t lengths[] = {12, 7, 3};
      std::vector<int64_t> ends;
      for (int64_t row = 0; row < 3; ++row) {
        for (int64_t i = 0; i < lengths[row]; ++i) captions[row][i] = (3 * row + i) % spec.pieces;
        captions[row][0] = ids.cls();
        captions[row][lengths[row] - 1] = ids.sep();
        ends.push_back(lengths[row] - 1);
      }
      const PairModel& model = pairs->model();
      const auto unit = [](const at::Tensor& x) { return x / x.norm(2, {1}, true); };
      const at::Tensor images = unit(model.images(model.features(pixels, {}), {}));
      const at::Tensor texts = unit(model.texts(captions, at::tensor(ends, at::kLong), {}));
      tensors.push_back({"input_ids", captions.to(at::kFloat)});
      tensors.push_back({"logits", (model.scale() * images.matmul(texts.t())).contiguous()});
    } else if (const auto* tokens = dynamic_cast<const MaskedTokens*>(learner.get())) {
      at::Tensor hidden = flagsOf(*batch.find("hidden"), at::kCPU).clone();
      hidden[1].zero_();  // rows of different counts
      const auto& settings = std::get<MaskedTokensSettings>(spec.objectiveSettings);
      const at::Tensor encoded =
          tokens->model().encode(patchify(pixels, settings.patch), hidden, {});
      const at::Tensor logits = tokens->model().logits(encoded, {}).view({3, -1, spec.pieces});
      tensors.push_back({"bool_masked_pos", hidden.to(at::kFloat)});
      tensors.push_back({"logits", logits.slice(1, 1).contiguous()});
      // The tokenizer went along as it is, and its names are told.
      const auto along = need(readSafetensors(target / "picture_tokenizer.safetensors"));
      const std::string readme = need(readFile(target / "README.md"));
      QVERIFY(along.contains("codebook.codes"));
      for (const auto& [name, value] : along)
        QVERIFY2(readme.find("| " + name + " |") != std::string::npos, name.c_str());
    } else {
      tensors.push_back({"logits", learner->features(*batch.find("pixels")).contiguous()});
    }
    need(writeSafetensors(expected, tensors, {}));
    const auto [found, all] = compare(target, expected);
    qInfo("%s: largest difference %.2g of values up to %.3g", qPrintable(loadedBy),
          found["difference"].toDouble(), found["largest"].toDouble());
    for (const QJsonValue& key : found["missing"].toArray())
      QVERIFY2(key.toString().contains("num_batches_tracked") || key.toString().contains("pooler"),
               all);
    QVERIFY2(found["unexpected"].toArray().isEmpty(), all);
    QVERIFY(found["largest"].toDouble() > 0.1);
    QVERIFY2(found["difference"].toDouble() < 1e-4, all);
  }

  void tokenizersGiveOurIds_data() {
    QTest::addColumn<QString>("type");
    QTest::addColumn<bool>("brackets");  // the tokenizer knows <, with which pieces' names begin
    for (const char* type : {"char", "byte", "unigram", "bpe"}) {
      QTest::newRow(type) << type << true;
      if (type != std::string_view("byte"))
        QTest::addRow("%s, no <", type) << type << false;
    }
  }

  void tokenizersGiveOurIds() {
    QFETCH(const QString, type);
    QFETCH(const bool, brackets);
    // Prose, and tables with reserved names in them.
    std::string text = need(readFile(UNMASK_SOURCE_DIR "/LICENSE")) +
                       need(readFile(UNMASK_SOURCE_DIR "/docs/settings.md"));
    std::erase(text, '<');
    if (brackets)
      for (int line = 0; line < 100; ++line) text += "0 < 1 and x<y\n";
    TokenizerSettings settings;
    settings.type = type.toStdString();
    settings.vocabularySize = 600;
    settings.userSymbols = {"<turn>"};
    if (type == "char" || type == "byte") settings.userSymbols.clear();
    const fs::path folder = fixture_.workspace().newTokenizerFolder(settings.type);
    JobControl job;
    need(trainTokenizer(
        [&](const std::function<bool(std::string_view)>& take) -> Status {
          take(text);
          return {};
        },
        settings, settings.type, folder, UNMASK_BIN_DIR "/unmask-cli", job));
    const auto tokenizer = need(openTokenizer(folder));
    const TokenIds ids{tokenizer->pieces()};
    HuggingFaceForm form;
    form.vocabulary = ids.all();
    form.context = 64;
    form.before = {form.cls = ids.cls()};
    form.after = {form.sep = ids.sep()};
    form.mask = ids.mask();
    form.pad = ids.pad();
    const fs::path target = folder / "exported";
    fs::create_directory(target);
    need(writeHuggingFaceTokenizer(*tokenizer, form, target));

    QJsonArray cases;
    const auto add = [&](const std::string& written, bool back) {
      QJsonArray plain, read{static_cast<qint64>(ids.cls())};
      for (const int64_t id : encodeWithReserved(*tokenizer, written)) {
        plain.append(static_cast<qint64>(id));
        read.append(static_cast<qint64>(id));
      }
      read.append(static_cast<qint64>(ids.sep()));
      cases.append(QJsonObject{{"text", QString::fromStdString(written)},
                               {"ids", plain},
                               {"read", read},
                               {"back", back}});
    };
    const bool all = type != "char";  // its vocabulary is the text's characters
    add(text, false);  // reserved names in it take a space with them
    add(text.substr(0, 2000), true);
    add("", true);
    add("  two spaces,  a\ttab\n\nand lines  ", all);
    add("The [MASK] sat", false);
    if (all) {
      add("Grüße, naïve 日本語 🙂 e\u0301 \u200d <0x41> <unk>", true);
      add("one<turn> two <turn>", true);
      add(std::string(3000, 'x') + " end", true);
    }
    QVERIFY(need(readFile(target / "tokenizer.json")).size() > 1000);
    if (!transformers_) QSKIP("transformers is not installed in .venv: pip install transformers");
    const fs::path file = folder / "cases.json";
    need(writeFileWhole(file, QJsonDocument(cases).toJson().toStdString()));
    const Ended compared = run(kPython, {kCompare, "tokenizer", q(target), q(file)});
    QVERIFY2(compared.code == 0, compared.errors.right(2000));
    const QJsonObject found = QJsonDocument::fromJson(compared.out).object();
    QCOMPARE(found["texts"].toInt(), static_cast<int>(cases.size()));
    QVERIFY(type == "unigram" || found["ties"].toInt() == 0);
    qInfo("%d texts, %d with a tie", found["texts"].toInt(), found["ties"].toInt());
    QVERIFY2(found["wrong"].toArray().isEmpty(),
             QJsonDocument(found["wrong"].toArray()).toJson(QJsonDocument::Compact).left(900));
  }

  void nothingIsOverwrittenNorHalfWritten() {
    const RunSpec spec = fixture_.spec(10);
    const auto model = makeModel(spec, at::kCPU);
    const fs::path folder = runWithCheckpoint(spec, model->parameters()), target = folder / "there";
    fs::create_directory(target);
    Ended ended = run(kWorker, {"export", q(folder), q(target)});
    QCOMPARE(ended.code, 1);
    QVERIFY2(ended.errors.contains("exists already"), ended.errors);
    QVERIFY(fs::is_empty(target));
    ended = run(kWorker, {"export", q(folder), q(folder / "new"), "--checkpoint", "9"});
    QCOMPARE(ended.code, 1);
    QVERIFY2(ended.errors.contains('3'), ended.errors);  // the steps that there are
    // A damaged checkpoint is refused before anything is written.
    const fs::path damaged = folder / "checkpoints" / "step-3" / "model.safetensors";
    std::fstream(damaged, std::ios::in | std::ios::out | std::ios::binary)
        .seekp(-1, std::ios::end)
        .put('x');
    ended = run(kWorker, {"export", q(folder), q(folder / "new")});
    QCOMPARE(ended.code, 1);
    QVERIFY2(ended.errors.contains("is damaged"), ended.errors);
    QVERIFY(!fs::exists(folder / "new"));
  }
};

QTEST_GUILESS_MAIN(ExportTest)
#include "export_test.moc"
