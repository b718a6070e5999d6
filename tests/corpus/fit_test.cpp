// What fits a corpus, and what helps where something does not.
#include "core/corpus/fit.h"

#include <QtTest>

#include "tests/dataset/made_up_corpus.h"
#include "tests/dataset/made_up_pictures.h"

using namespace unmask;

class FitTest : public QObject {
  Q_OBJECT
  static RunSpec specFor(const char* objective, int64_t context) {
    RunSpec spec = *defaultSpec(objective);
    spec.pieces = MadeUpCorpus::kPieces;
    spec.corpus.hash = "c0ffee";
    spec.tokenizer.hash = "beef";
    spec.model.context = context;
    return spec;
  }
  static CorpusInfo textOf(uint64_t bytes) {
    CorpusInfo info;
    info.statistics.bytes = bytes;
    return info;
  }
  static Fit fit(const RunSpec& spec, const CorpusInfo& info, std::optional<PartSizes> sizes) {
    return fitOf(*findObjective(spec.objective), &info, true, spec, sizes);
  }

 private Q_SLOTS:
  void nothingThereIsSaid() {
    const RunSpec spec = specFor("next-token", 64);
    const ObjectiveInfo& objective = *findObjective("next-token");
    QCOMPARE(fitOf(objective, nullptr, true, spec, {}).help, Fit::Help::openCorpus);
    const CorpusInfo info = textOf(1'000'000);
    QCOMPARE(fitOf(objective, &info, false, spec, {}).help, Fit::Help::tokenizer);
    QVERIFY(fitOf(objective, &info, true, spec, {}).fits());
  }

  void anotherKindOfCorpusIsRefused() {
    CorpusInfo pictures = textOf(1'000'000);
    pictures.kind = "pictures";
    const Fit refused = fit(specFor("masked-lm", 64), pictures, PartSizes{10'000, 10'000});
    QCOMPARE(refused.help, Fit::Help::openCorpus);
    QVERIFY(inEnglish(refused.reason).find("text") != std::string::npos);
    ObjectiveInfo pixels = *findObjective("masked-lm");
    pixels.family = Family::pictures;
    const CorpusInfo text = textOf(1'000'000);
    QVERIFY(!fitOf(pixels, &text, true, specFor("masked-lm", 64), {}).fits());
    // With fewer of them than a batch has, too: the batch size can be set.
    pictures.pictures.count = 5;
    QVERIFY(fitOf(pixels, &pictures, false, *defaultSpec("masked-pixels"), {}).fits());
  }

  // The edge is where Batches::open has it, and the context that is offered does open.
  void agreesWithWhatTrainingRefuses() {
    QTemporaryDir dir;
    const std::filesystem::path folder = dir.path().toStdString();
    QVERIFY(MadeUpCorpus().write(folder));
    const CorpusInfo info = textOf(1'000'000);
    for (const char* objective : {"next-token", "masked-lm"})
      for (const char* split : {"position", "documents"})
        for (const bool special : {false, true}) {
          int refusals = 0;
          for (int64_t context = 3; context < 2900; context += context < 310 ? 1 : 97) {
            RunSpec spec = specFor(objective, context);
            spec.data.split = split;
            if (auto* masked = std::get_if<MaskedLmSettings>(&spec.objectiveSettings))
              masked->clsSep = special;
            else
              std::get<NextTokenSettings>(spec.objectiveSettings).endOfDocument = special;
            const auto sizes = partSizes(spec, folder, Access::pread);
            QVERIFY(sizes);
            const Fit said = fit(spec, info, *sizes);
            const bool opens = Batches::open(spec, folder, Access::pread).has_value();
            QCOMPARE(said.fits(), opens);
            if (said.fits()) continue;
            ++refusals;
            QCOMPARE(said.help, Fit::Help::shorterContext);
            QVERIFY(said.context < context);
            spec.model.context = said.context;
            QVERIFY(Batches::open(spec, folder, Access::pread).has_value());
          }
          QVERIFY(refusals > 0);
        }
  }

  // What is refused before a run is what Batches::open refuses, and what helps does help.
  void picturesFillTheirBatches() {
    for (const uint64_t pictures : {2u, 3u, 4u, 10u, 30u})
      for (const int64_t batch : {1, 2, 8, 27, 28, 64})
        for (const double fraction : {0.1, 0.5, 0.9, 0.99}) {
          QTemporaryDir dir;
          const std::filesystem::path folder = dir.path().toStdString();
          MadeUpPictures made;
          made.count = pictures;
          QVERIFY(made.write(folder));
          RunSpec spec = *defaultSpec("masked-pixels");
          spec.train.batchSize = batch;
          spec.data.trainFraction = fraction;
          const auto opens = [&] {
            return PictureBatches::open(spec, folder, Access::pread).has_value();
          };
          Fit said = fillsBatches(spec, {pictures, 0});
          QCOMPARE(said.fits(), opens());
          for (int helped = 0; helped < 2 && !said.fits(); ++helped) {
            if (said.help == Fit::Help::openCorpus) break;
            apply(said, spec);
            said = fillsBatches(spec, {pictures, 0});
          }
          QCOMPARE(opens(), pictures > 2);  // two are held out, and one trains
        }
  }

  void textsFillTheirBatches() {
    RunSpec spec = specFor("next-token", 64);
    QVERIFY(fillsBatches(spec, {0, 650}).fits());  // 65 held out
    const Fit said = fillsBatches(spec, {0, 640});
    QCOMPARE(said.help, Fit::Help::shorterContext);
    apply(said, spec);
    QVERIFY(fillsBatches(spec, {0, 640}).fits());
    QVERIFY(fillsBatches(specFor("next-token", 64), {}).fits());  // not known
  }

  void withoutTokensOnlyTheCertainIsRefused() {
    QVERIFY(!fit(specFor("next-token", 64), textOf(64), {}).fits());
    QCOMPARE(fit(specFor("next-token", 64), textOf(64), {}).help, Fit::Help::openCorpus);
    QVERIFY(fit(specFor("next-token", 64), textOf(65), {}).fits());
  }

  void tooShortForAnyContextNeedsMoreText() {
    const Fit tiny = fit(specFor("next-token", 64), textOf(100), PartSizes{30, 3});
    QCOMPARE(tiny.help, Fit::Help::openCorpus);
    QCOMPARE(tiny.context, int64_t{0});
  }
};

QTEST_GUILESS_MAIN(FitTest)
#include "fit_test.moc"
