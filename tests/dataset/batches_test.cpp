// Batches: golden hashes of an independent program, purity, epochs, splits, the validation pass.
#include "core/dataset/batches.h"

#include <QtTest>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include "tests/dataset/made_up_corpus.h"

using namespace unmask;

namespace {

RunSpec specFor(const std::string& objective) {
  RunSpec spec;
  spec.objective = objective;
  spec.pieces = MadeUpCorpus::kPieces;
  spec.corpus = {"made-up", "c0ffee"};
  spec.tokenizer = {"thirds", "beef"};
  spec.model.context = 16;
  spec.train.batchSize = 4;
  spec.train.accumulate = 2;
  if (objective == "masked-lm") spec.objectiveSettings = MaskedLmSettings{};
  if (objective == "span-corruption") spec.objectiveSettings = SpanCorruptionSettings{};
  if (objective == "denoising") spec.objectiveSettings = DenoisingSettings{};
  return spec;
}

NextTokenSettings& nextToken(RunSpec& spec) {
  return std::get<NextTokenSettings>(spec.objectiveSettings);
}
MaskedLmSettings& masked(RunSpec& spec) {
  return std::get<MaskedLmSettings>(spec.objectiveSettings);
}

std::vector<Example> examplesOf(const Result<Batch>& batch) {
  return batch ? batch->examples : std::vector<Example>();
}

}  // namespace

class BatchesTest : public QObject {
  Q_OBJECT
  QTemporaryDir dir_;
  const MadeUpCorpus corpus_;
  std::filesystem::path folder_;

  Batches opened(const RunSpec& spec, Access access = Access::mapped) {
    auto batches = Batches::open(spec, folder_, access);
    if (!batches) qFatal("%s", inEnglish(batches.error()).c_str());
    return std::move(*batches);
  }

 private Q_SLOTS:
  void initTestCase() {
    folder_ = dir_.path().toStdString();
    QVERIFY(corpus_.write(folder_));
  }

  void anExampleAloneIsTheBatchsOwn() {
    for (const char* objective : {"next-token", "masked-lm"}) {
      const RunSpec spec = specFor(objective);
      const Batches batches = opened(spec);
      for (const uint64_t step : {uint64_t{0}, uint64_t{777}})
        for (uint64_t micro = 0; micro < 2; ++micro) {
          const auto examples = examplesOf(batches.training(step, micro));
          QCOMPARE(examples.size(), size_t{4});
          for (uint64_t row = 0; row < 4; ++row) {
            const auto alone = batches.text().trainingExample(step, micro * 4 + row);
            QVERIFY(alone);
            QCOMPARE(alone->inputIds, examples[row].inputIds);
            QCOMPARE(alone->labels, examples[row].labels);
            QCOMPARE(alone->provenance.tokenBegin, examples[row].provenance.tokenBegin);
          }
        }
    }
  }

  // The literals were printed by reference_batches.py beside this file, which computes the same
  // batches in Python from the published algorithms: steps 0 (micro-batch 0) and 1000 (micro-batch
  // 1) of training, and the last batch of the validation pass.
  void hashesAreGolden() {
    struct Golden {
      const char *objective, *split, *algorithm;
      bool endOfDocument, wholeWord, clsSep;
      const char* hashes[3];
    };
    const Golden table[] = {
        {"next-token",
         "position",
         "",
         false,
         false,
         false,
         {"f97e5b740c56ebc4e2d616afd689180e", "08f482bae17270267acd3dc99b0fb183",
          "b48ec84465e6fa64c30ad21ed37d398a"}},
        {"next-token",
         "position",
         "",
         true,
         false,
         false,
         {"1ac0b3dda285711e1c0999106c0c00cf", "bb8cb400668c76c95851c07ab2d06260",
          "b1abe6c5a45540dde9c4422f54e9e8c1"}},
        {"next-token",
         "documents",
         "",
         false,
         false,
         false,
         {"eeff37cb9a0f4d309a31277a1efca839", "3ed761c820c8b9df3a334aaf3acf475e",
          "88d312c650d80e7c364570898bab64f0"}},
        {"next-token",
         "documents",
         "",
         true,
         false,
         false,
         {"615c6a1080806f45cb7497598276a79c", "deb0f350584995af19615508d7b9195e",
          "d02bdfb3e847ba65b536e0952b4b6d79"}},
        {"masked-lm",
         "position",
         "hf-dynamic",
         false,
         false,
         false,
         {"bf099765f1028b8c1198caee9dd8f766", "5dcc61b9fa2497fb7b634b25ba8b0b15",
          "8a91cb1d04892c3304382e6210a564a1"}},
        {"masked-lm",
         "documents",
         "hf-dynamic",
         false,
         true,
         false,
         {"09e133009080741599cbcb39b85e8897", "27c30c1df4ca5b6f538b43379943dba0",
          "0d2a548798da5646de22fabbd9b31e88"}},
        {"masked-lm",
         "position",
         "bert-exact",
         false,
         false,
         true,
         {"df8522a366f627d7544cdad973a0581c", "f4c77c79413f7fd07cf8e967c8240349",
          "7e20d886cf67d2eac34deb93da6fad2d"}},
        {"masked-lm",
         "documents",
         "bert-exact",
         false,
         true,
         true,
         {"07500b0cca4c7600549d913e04130d10", "5369c95dc169b2fef0c49fd3aab8d9bf",
          "a0358b2c1deb9885b34a524e5ea1ecce"}},
    };
    for (const Golden& golden : table) {
      RunSpec spec = specFor(golden.objective);
      spec.data.split = golden.split;
      if (golden.algorithm[0]) {
        masked(spec).algorithm = golden.algorithm;
        masked(spec).wholeWord = golden.wholeWord;
        masked(spec).clsSep = golden.clsSep;
      } else {
        nextToken(spec).endOfDocument = golden.endOfDocument;
      }
      for (const Access access : {Access::mapped, Access::pread}) {
        const Batches batches = opened(spec, access);
        const auto first = batches.training(0, 0), later = batches.training(1000, 1);
        const auto last = batches.evaluation(batches.evaluationSize().batches - 1);
        QVERIFY(first && later && last);
        QCOMPARE(hashOf(*first), std::string(golden.hashes[0]));
        QCOMPARE(hashOf(*later), std::string(golden.hashes[1]));
        QCOMPARE(hashOf(*last), std::string(golden.hashes[2]));
      }
    }
  }

  void hashesOfBothSidesAreGolden() {
    struct Golden {
      const char *objective, *split, *assignments;
      const char* hashes[3];
    };
    const Golden table[] = {
        {"span-corruption",
         "position",
         "",
         {"abb5ddadca3f739d2824c9027057d5dd", "9da0418b7024cafc8a4f47d6f37f66f0",
          "1331e1bd3b14cb103705850f9404e604"}},
        {"span-corruption",
         "documents",
         "objective.density=0.3,objective.mean_span=1.5,objective.random_roll=true",
         {"7926db1e21a6e0eed21ef2837269e7f1", "76c3275c48d1fcb64185c15ec91d4723",
          "183322f84dd2d9805dae0a1a759a2075"}},
        {"denoising",
         "position",
         "",
         {"3aa383edad0ce3a3c58aae54ad5e6c99", "49646b8578a9dac2bfe293402ab6c0b1",
          "66857c0fe921c2186ad344f72582acab"}},
        {"denoising",
         "documents",
         "objective.permute=0.5,objective.whole_word=true,objective.random=0.1",
         {"338c72e66adbe12c54d1cf8ac5f825cb", "7cf84425240fb9e5432e799aad4a9de7",
          "3be843c737baf537156d3b66f18b34cf"}},
        {"denoising",
         "position",
         "objective.permute=0.0,objective.infill=0.0,objective.mask=0.2,objective.delete=0.2,"
         "objective.rotate=1.0",
         {"8c0f23bd18b11e7eb406c80e6e8f5c64", "7086771ca84ff077b7c28fcab8aee495",
          "29d13d125d3fd5077aa14c10d7cebc43"}},
        {"denoising",
         "documents",
         "objective.infill=0.2,objective.mask=0.1,objective.random=0.3,objective.delete=0.1,"
         "objective.rotate=0.5",
         {"282330a577323f1b2f23e8de481ad4f6", "77e02c29eb96ffc1fa57f9527a38607f",
          "0569d2c5a59df22abec3b06e9b61fc8b"}},
    };
    for (const Golden& golden : table) {
      RunSpec spec = specFor(golden.objective);
      spec.data.split = golden.split;
      for (const QString& assignment : QString(golden.assignments).split(',', Qt::SkipEmptyParts))
        QVERIFY(setAssignment(fieldsOf(spec), assignment.toStdString()));
      const Batches batches = opened(spec);
      const auto first = batches.training(0, 0), later = batches.training(1000, 1);
      const auto last = batches.evaluation(batches.evaluationSize().batches - 1);
      QVERIFY(first && later && last);
      QCOMPARE(hashOf(*first), std::string(golden.hashes[0]));
      QCOMPARE(hashOf(*later), std::string(golden.hashes[1]));
      QCOMPARE(hashOf(*last), std::string(golden.hashes[2]));
    }
  }

  // Shapes, padding, what the model may see, and every validation token hidden or shown once.
  void bothSidesArePaddedAndWhole() {
    for (const char* objective : {"span-corruption", "denoising"}) {
      RunSpec spec = specFor(objective);
      const Batches batches = opened(spec);
      const TokenIds ids = spec.tokenIds();
      std::vector<int64_t> seen;
      const uint64_t count = batches.evaluationSize().batches;
      for (uint64_t i = 0; i < count; ++i) {
        const auto batch = batches.evaluation(i);
        QVERIFY(batch);
        const auto rows = static_cast<int64_t>(batch->examples.size());
        const int64_t target = targetLength(spec);
        QCOMPARE(batch->find("input_ids")->shape, (std::vector<int64_t>{rows, 16}));
        QCOMPARE(batch->find("labels")->shape, (std::vector<int64_t>{rows, target}));
        QCOMPARE(batch->find("decoder_input_ids")->shape, batch->find("labels")->shape);
        const auto attention = batch->find("attention_mask")->values<bool>();
        const auto inputs = batch->find("input_ids")->values<int64_t>();
        const auto labels = batch->find("labels")->values<int64_t>();
        const auto reads = batch->find("decoder_input_ids")->values<int64_t>();
        for (size_t at = 0; at < inputs.size(); ++at) {
          QCOMPARE(attention[at], inputs[at] != ids.pad());
          QVERIFY(inputs[at] >= 0 && inputs[at] < vocabularySize(spec));
        }
        for (size_t at = 0; at < labels.size(); ++at) {
          const bool starts = at % static_cast<size_t>(target) == 0;
          QVERIFY(reads[at] >= 0 && reads[at] < vocabularySize(spec));
          if (labels[at] == kNoLoss) QCOMPARE(reads[at], ids.pad());
          if (!starts && labels[at] != kNoLoss) QCOMPARE(reads[at], labels[at - 1]);
        }
        for (const Example& example : batch->examples)
          for (const int64_t piece : example.pieces)
            if (piece < ids.pieces) seen.push_back(piece);
        const auto training = batches.training(i, 0);
        QVERIFY(training);  // whole windows: the target is full
        QVERIFY(training->find("labels")->values<int64_t>().back() != kNoLoss);
      }
      QVERIFY(std::equal(seen.begin(), seen.end(), corpus_.tokens.begin() + 2700,
                         corpus_.tokens.end()));
      RunSpec other = spec;
      other.train.seed = 99;
      QCOMPARE(hashOf(*opened(other).evaluation(0)), hashOf(*batches.evaluation(0)));
    }
  }

  // Any order, any thread: the same batch. What a resumed run or a preview asks for is what the
  // straight run had.
  void batchesDoNotDependOnOrderOrThreads() {
    for (const char* objective : {"next-token", "masked-lm", "span-corruption", "denoising"}) {
      const Batches batches = opened(specFor(objective));
      constexpr uint64_t kSteps = 60;
      std::vector<std::string> straight, together(kSteps * 2);
      for (uint64_t i = 0; i < kSteps * 2; ++i)
        straight.push_back(hashOf(*batches.training(i / 2, i % 2)));
      std::vector<std::thread> threads;
      for (uint64_t t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
          for (uint64_t i = kSteps * 2; i-- > 0;)
            if (i % 4 == t) together[i] = hashOf(*batches.training(i / 2, i % 2));
        });
      for (std::thread& thread : threads) thread.join();
      QCOMPARE(together, straight);
      QCOMPARE(std::set<std::string>(straight.begin(), straight.end()).size(), straight.size());
      RunSpec other = specFor(objective);
      other.train.seed = 1;
      QVERIFY(hashOf(*opened(other).training(0, 0)) != straight[0]);
    }
  }

  void nextTokenRowsAreWindowsOfTheTrainingPart() {
    const Batches batches = opened(specFor("next-token"));
    QCOMPARE(batches.text().trainingPart().end, uint64_t{2700});
    QCOMPARE(batches.text().validationPart().begin, uint64_t{2700});
    QCOMPARE(batches.text().validationPart().end, uint64_t{3000});
    QCOMPARE(batches.itemsPerStep(), uint64_t{2 * 4 * 16});
    std::set<uint64_t> begins;
    for (uint64_t step = 0; step < 4000; ++step) {
      const auto batch = batches.training(step, step % 2);
      QVERIFY(batch);
      for (const Example& example : batch->examples) {
        const uint64_t first = example.provenance.tokenBegin;
        QVERIFY(first + 16 < 2700);
        begins.insert(first);
        for (uint64_t i = 0; i < 16; ++i) {
          QCOMPARE(example.inputIds[i], int64_t{corpus_.tokens[first + i]});
          QCOMPARE(example.labels[i], int64_t{corpus_.tokens[first + i + 1]});
        }
      }
    }
    // 16,000 draws of 2,684 places: the ends of the range come too (each missed with e^-6).
    QVERIFY(begins.size() > 2600);
    QVERIFY(*begins.begin() < 10 && *begins.rbegin() > 2673);
  }

  // Every document of an example is named with the bytes that stand there.
  void examplesKnowTheirDocuments_data() {
    QTest::addColumn<QString>("split");
    QTest::addColumn<bool>("endOfDocument");
    for (const char* split : {"position", "documents"})
      for (const bool end : {false, true}) QTest::addRow("%s %d", split, end) << split << end;
  }
  void examplesKnowTheirDocuments() {
    QFETCH(QString, split);
    QFETCH(bool, endOfDocument);
    RunSpec spec = specFor("next-token");
    spec.data.split = split.toStdString();
    nextToken(spec).endOfDocument = endOfDocument;
    const Batches batches = opened(spec);
    const int64_t end = spec.tokenIds().endOfDocument();
    uint64_t endsSeen = 0;
    constexpr uint64_t kSteps = 400;
    for (uint64_t i = 0; i < kSteps + batches.evaluationSize().batches; ++i) {
      // The validation part may begin within a document.
      const auto batch = i < kSteps ? batches.training(i, 0) : batches.evaluation(i - kSteps);
      QVERIFY(batch);
      for (const Example& example : batch->examples) {
        uint64_t position = 0;
        for (const SourceSpan& span : example.spans) {
          QCOMPARE(span.position, position);
          // The document's tokens whose bytes lie in the span, then perhaps its end.
          uint64_t byte = 0, at = position;
          for (uint64_t t = corpus_.documentBegins[span.document];
               t < corpus_.documentBegins[span.document + 1]; ++t) {
            if (byte >= span.byteBegin && byte < span.byteEnd)
              QCOMPARE(example.inputIds[at++], int64_t{corpus_.tokens[t]});
            byte += corpus_.widths[t];
          }
          position += span.tokens;
          if (at < position) {
            QCOMPARE(example.inputIds[at++], end);
            ++endsSeen;
            QCOMPARE(span.byteEnd, byte);
          }
          QCOMPARE(at, position);
        }
        if (i < kSteps) QCOMPARE(position, uint64_t{16});
        QCOMPARE(example.provenance.document, example.spans.front().document);
        QCOMPARE(example.provenance.byteBegin, example.spans.front().byteBegin);
      }
    }
    QCOMPARE(endsSeen > 0, endOfDocument);
  }

  void splitByDocumentsSharesNone() {
    for (const char* objective : {"next-token", "masked-lm", "span-corruption", "denoising"}) {
      RunSpec spec = specFor(objective);
      spec.data.split = "documents";
      const Batches batches = opened(spec);
      std::set<uint64_t> training, validation;
      for (uint64_t step = 0; step < 1000; ++step)
        for (const Example& example : examplesOf(batches.training(step, 0)))
          for (const SourceSpan& span : example.spans) training.insert(span.document);
      for (uint64_t i = 0; i < batches.evaluationSize().batches; ++i)
        for (const Example& example : examplesOf(batches.evaluation(i)))
          for (const SourceSpan& span : example.spans) validation.insert(span.document);
      std::set<uint64_t> notEmpty;
      for (uint64_t d = 0; d < corpus_.documents(); ++d)
        if (corpus_.documentBegins[d] < corpus_.documentBegins[d + 1]) notEmpty.insert(d);
      for (const uint64_t document : validation) QVERIFY(!training.contains(document));
      QCOMPARE(training.size() + validation.size(), notEmpty.size());
      QCOMPARE(batches.text().trainingPart().size() + batches.text().validationPart().size(),
               MadeUpCorpus::kTokens);
    }
  }

  void anEpochHasEachWindowOnceAndMasksAnew() {
    RunSpec spec = specFor("masked-lm");
    spec.train.accumulate = 1;
    const Batches batches = opened(spec);
    const uint64_t windows = 2700 / 16;  // 168 = 42 batches of 4
    std::map<uint64_t, std::vector<std::vector<int64_t>>> inputsByWindow;
    std::vector<uint64_t> firstOrder, secondOrder;
    for (uint64_t step = 0; step < 2 * windows / 4; ++step) {
      const auto batch = batches.training(step, 0);
      QVERIFY(batch);
      for (const Example& example : batch->examples) {
        const uint64_t first = example.provenance.tokenBegin;
        (step < windows / 4 ? firstOrder : secondOrder).push_back(first);
        inputsByWindow[first].push_back(example.inputIds);
      }
    }
    QCOMPARE(inputsByWindow.size(), size_t{windows});
    uint64_t maskedAnew = 0;
    for (const auto& [first, inputs] : inputsByWindow) {
      QCOMPARE(first % 16, uint64_t{0});
      QCOMPARE(inputs.size(), size_t{2});
      maskedAnew += inputs[0] != inputs[1];
    }
    QVERIFY(maskedAnew > windows * 9 / 10);
    QVERIFY(firstOrder != secondOrder);
    QVERIFY(!std::is_sorted(firstOrder.begin(), firstOrder.end()));
  }

  void validationScoresEveryTokenOnce() {
    const Batches batches = opened(specFor("next-token"));
    QCOMPARE(batches.evaluationSize().windows, uint64_t{19});  // 299 targets in windows of 16
    QCOMPARE(batches.evaluationSize().batches, uint64_t{5});
    std::vector<int64_t> targets;
    for (uint64_t i = 0; i < batches.evaluationSize().batches; ++i) {
      const auto batch = batches.evaluation(i);
      QVERIFY(batch);
      for (const int64_t label : batch->find("labels")->values<int64_t>())
        if (label != kNoLoss) targets.push_back(label);
    }
    QVERIFY(std::equal(targets.begin(), targets.end(), corpus_.tokens.begin() + 2701,
                       corpus_.tokens.end()));
    QVERIFY(!batches.evaluation(5));
    QVERIFY(!batches.training(0, 2));
    uint64_t bytes = 0;
    for (uint64_t i = 2701; i < MadeUpCorpus::kTokens; ++i) bytes += corpus_.widths[i];
    QCOMPARE(batches.text().scoredBytes().value(), bytes);
  }

  // 289 tokens have 288 targets: 18 whole windows, and no empty one after them.
  void validationEndsWithAWholeWindow() {
    RunSpec spec = specFor("next-token");
    spec.data.trainFraction = 2711. / 3000;
    const Batches batches = opened(spec);
    QCOMPARE(batches.text().validationPart().size(), uint64_t{289});
    QCOMPARE(batches.evaluationSize().windows, uint64_t{18});
    const auto last = batches.evaluation(batches.evaluationSize().batches - 1);
    QVERIFY(last);
    QCOMPARE(last->find("labels")->shape, (std::vector<int64_t>{2, 16}));
    QCOMPARE(last->examples.back().labels.back(), int64_t{corpus_.tokens.back()});
  }

  void maskedValidationSeesEveryTokenOnceWithFixedMasks() {
    for (const bool clsSep : {false, true}) {
      RunSpec spec = specFor("masked-lm");
      masked(spec).clsSep = clsSep;
      const Batches batches = opened(spec);
      const TokenIds ids = spec.tokenIds();
      std::vector<int64_t> seen;
      for (uint64_t i = 0; i < batches.evaluationSize().batches; ++i) {
        const auto batch = batches.evaluation(i);
        QVERIFY(batch);
        const auto attention = batch->find("attention_mask")->values<bool>();
        const auto inputs = batch->find("input_ids")->values<int64_t>();
        const auto labels = batch->find("labels")->values<int64_t>();
        for (size_t at = 0; at < attention.size(); ++at) {
          const Example& example = batch->examples[at / 16];
          const int64_t piece = example.pieces[at % 16];
          if (!attention[at]) {
            QCOMPARE(labels[at], kNoLoss);
            QCOMPARE(inputs[at], clsSep ? ids.pad() : int64_t{0});
            QCOMPARE(example.trace[at % 16].decision, Decision::special);
          } else if (piece < ids.pieces) {
            seen.push_back(piece);
          }
          QVERIFY(inputs[at] < vocabularySize(spec));
        }
      }
      QVERIFY(std::equal(seen.begin(), seen.end(), corpus_.tokens.begin() + 2700,
                         corpus_.tokens.end()));
      RunSpec other = spec;
      other.train.seed = 99;
      QCOMPARE(hashOf(*opened(other).evaluation(0)), hashOf(*batches.evaluation(0)));
    }
  }

  void clsAndSepFrameEachRow() {
    RunSpec spec = specFor("masked-lm");
    masked(spec).clsSep = true;
    const Batches batches = opened(spec);
    for (const Example& example : examplesOf(batches.training(3, 1))) {
      QCOMPARE(example.inputIds.front(), spec.tokenIds().cls());
      QCOMPARE(example.inputIds.back(), spec.tokenIds().sep());
      QCOMPARE(example.spans.front().position, uint64_t{1});
      QCOMPARE(example.provenance.tokenCount, uint64_t{14});
    }
  }

  void refusesWhatDoesNotFit() {
    const auto refusal = [&](const RunSpec& spec) {
      const auto batches = Batches::open(spec, folder_, Access::pread);
      return batches ? std::string() : inEnglish(batches.error());
    };
    RunSpec spec = specFor("next-token");
    spec.model.context = 300;
    QVERIFY(refusal(spec).find("model.context = 300") != std::string::npos);
    spec.model.context = 299;
    QCOMPARE(refusal(spec), std::string());
    spec.model.context = std::numeric_limits<int64_t>::max();
    QVERIFY(!refusal(spec).empty());
    spec = specFor("next-token");
    spec.data.trainFraction = 1;
    QVERIFY(refusal(spec).find("validation") != std::string::npos);
    spec = specFor("next-token");
    spec.corpus.hash = "other";
    QVERIFY(refusal(spec).find("made-up") != std::string::npos);
    spec = specFor("next-token");
    spec.tokenizer.hash = "other";
    QVERIFY(refusal(spec).find("thirds") != std::string::npos);
    spec = specFor("next-token");
    spec.pieces = 66;
    QVERIFY(!refusal(spec).empty());
    spec = specFor("masked-lm");
    masked(spec).clsSep = true;
    spec.model.context = 2;
    QVERIFY(refusal(spec).find("model.context") != std::string::npos);
    for (const char* objective : {"span-corruption", "denoising"}) {
      spec = specFor(objective);
      spec.model.context = 2;
      QVERIFY(refusal(spec).find("model.context") != std::string::npos);
    }
    spec = specFor("next-token");
    spec.train.batchSize = 0;
    QVERIFY(refusal(spec).find("train.batch_size") != std::string::npos);
  }

  void theHashCoversNamesShapesAndBytes() {
    Batch batch;
    batch.arrays.push_back(Array::zeros<int64_t>("input_ids", {2, 3}));
    const std::string original = hashOf(batch);
    QCOMPARE(original.size(), size_t{32});
    std::set<std::string> hashes{original};
    Batch changed = batch;
    changed.arrays[0].name = "labels";
    hashes.insert(hashOf(changed));
    changed = batch;
    changed.arrays[0].shape = {3, 2};
    hashes.insert(hashOf(changed));
    changed = batch;
    changed.arrays[0].dtype = DType::uint64;
    hashes.insert(hashOf(changed));
    changed = batch;
    changed.arrays[0].values<int64_t>()[5] = 1;
    hashes.insert(hashOf(changed));
    QCOMPARE(hashes.size(), size_t{5});
    QVERIFY(batch.find("input_ids") && !batch.find("labels"));
  }

  // nanoGPT's split of tinyshakespeare: 1,003,854 and 111,540 characters (recipes.md 1.1).
  void tinyshakespeareSplitsAsPublished() {
    const std::string path = UNMASK_SOURCE_DIR "/../shared/data/tinyshakespeare.txt";
    std::ifstream file(path, std::ios::binary);
    if (!file) QSKIP("tinyshakespeare.txt is not there");
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    std::set<char> letters(text.begin(), text.end());
    QCOMPARE(letters.size(), size_t{65});
    std::vector<int32_t> ids;
    for (const char c : text)
      ids.push_back(static_cast<int32_t>(std::distance(letters.begin(), letters.find(c))));
    QTemporaryDir dir;
    auto writer = TokenDataWriter::create(dir.path().toStdString(), 65);
    QVERIFY(writer && writer->append(ids, std::vector<uint16_t>(ids.size(), 1)) &&
            writer->endDocument());
    TokenDataInfo info = corpus_.info();
    QVERIFY(writer->finish(info));
    RunSpec spec = specFor("next-token");
    spec.model.context = 64;
    const auto batches = Batches::open(spec, dir.path().toStdString(), Access::mapped);
    QVERIFY(batches);
    QCOMPARE(batches->text().trainingPart().size(), uint64_t{1003854});
    QCOMPARE(batches->text().validationPart().size(), uint64_t{111540});
    QCOMPARE(batches->text().scoredBytes().value(), uint64_t{111539});
  }

  void previewsDrawAnewAndStayInTheContext() {
    RunSpec spec = specFor("masked-lm");
    const std::vector<int64_t> pieces(40, 7);
    const WordMarks words{std::vector<bool>(65, true), {}, {}};
    const Example first = previewExample(spec, pieces, words, 0);
    QCOMPARE(first.inputIds.size(), size_t{16});
    QCOMPARE(previewExample(spec, pieces, words, 0).inputIds, first.inputIds);
    std::set<std::vector<int64_t>> draws;
    for (uint64_t draw = 0; draw < 20; ++draw)
      draws.insert(previewExample(spec, pieces, words, draw).labels);
    QVERIFY(draws.size() > 10);
    const Example next = previewExample(specFor("next-token"), pieces, words, 0);
    QCOMPARE(next.inputIds.size(), size_t{16});
    QVERIFY(previewExample(specFor("next-token"), {}, words, 0).inputIds.empty());
  }
};

QTEST_GUILESS_MAIN(BatchesTest)
#include "batches_test.moc"
