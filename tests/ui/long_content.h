// A workspace of what is long: words of 300 letters, names of 40, 85 classes, runs with ten events
// and every measure. Made without clicks, for tests that look at how it is laid out.
#pragma once

#include <QDir>
#include <QFile>
#include <fstream>

#include "core/corpus/prepare.h"
#include "tests/corpus/picture_files.h"
#include "tests/ui/made_up_runs.h"

namespace unmask::longContent {

inline constexpr const char* kText = "a-collection-of-letters-from-the-archive";
inline constexpr const char* kPictures = "photographs-of-animals-in-their-habitats";
inline constexpr const char* kTextRun = "20261101-120000-next-token-letters";
inline constexpr const char* kFailedRun = "20261102-120000-masked-lm-letters";
inline constexpr const char* kPairsRun = "20261103-120000-image-text-matching-photographs";
inline constexpr const char* kPicturesRun = "20261104-120000-masked-tokens-photographs";

inline std::string word(size_t letters) {
  static const std::string syllables = "donaudampfschifffahrtselektrizitaetenhauptbetriebswerk";
  std::string text;
  while (text.size() < letters) text += syllables;
  return text.substr(0, letters);
}

inline std::string sentence() {
  return "The keeper of the archive wrote every evening, and what was written stayed. ";
}

inline void write(const QString& path, const std::string& bytes) {
  QDir().mkpath(QFileInfo(path).path());
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write %s", qPrintable(path));
  file.write(bytes.data(), static_cast<qint64>(bytes.size()));
}

template <class T>
T made(Result<T> result) {
  if (!result) qFatal("%s", inEnglish(result.error()).c_str());
  return std::move(*result);
}

// Text whose first document is one word, and its tokenizer.
inline void makeText(const std::filesystem::path& root, const QString& sources) {
  std::string text = word(300) + " " + sentence() + "\n\n";
  for (int i = 0; i < 300; ++i)
    text += "Letter " + std::to_string(i) + ". " + sentence() + word(20 + i % 30) + "\n\n";
  const QString file = sources + "/" + kText + ".txt";
  write(file, text);
  JobControl control;
  made(importAndPrepare({file.toStdString()}, kText, {}, nullptr,
                        {root / "corpora" / kText, root / "tokenizers" / kText,
                         UNMASK_BIN_DIR "/unmask-cli"},
                        control));
}

inline void makePictures(const std::filesystem::path& root, const QString& sources) {
  const QString folder = sources + "/" + kPictures;
  std::string captions = "image,caption\n";
  for (int kind = 0; kind < 85; ++kind)
    for (int i = 0; i < 2; ++i) {
      const QString name = QString("animals of the northern forests, kind %1/%2.png")
                               .arg(kind, 2, 10, QChar('0'))
                               .arg(i);
      write(folder + "/" + name,
            picture_files::png(20, 16, 3, picture_files::smooth(20, 16, 3, 3 * kind + i)));
      captions += "\"" + name.toStdString() + "\",\"" + sentence() + word(i ? 20 : 300) + "\"\n";
    }
  write(folder + "/captions.csv", captions);
  JobControl control;
  made(importPicturesAndPrepare({folder.toStdString()}, kPictures, {}, nullptr,
                                {root / "corpora" / kPictures, root / "tokenizers" / kPictures,
                                 UNMASK_BIN_DIR "/unmask-cli"},
                                control));
}

// Ten events, samples, and a point of each measure every 50 steps.
inline void addRecords(const std::filesystem::path& folder, int64_t steps,
                       const std::vector<std::string>& measures, bool samples,
                       const std::string& lastKind = "finished") {
  auto store = made(RunStoreWriter::open(folder, [](bool) {}));
  RecordBatch batch;
  for (int i = 0; i < 10; ++i) {
    EventRecord event;
    event.step = steps * i / 10;
    event.timeMs = 1'790'000'000'000 + i * 60'000;
    event.kind = i % 4 == 3 ? "warning" : "paused";
    event.text = i == 5 ? word(300) : "Something happened that takes a sentence to tell: %1.";
    event.values = {"/home/somebody/" + word(60)};
    batch.events.push_back(event);
  }
  for (int64_t step = 0; step <= steps; step += 50) {
    for (const char* id : {"learning_rate", "gradient_norm", "tokens_per_second",
                           "pictures_per_second"})
      batch.points.push_back({0, 0, id, step, 12345.678 / (1 + static_cast<double>(step))});
    for (const std::string& id : measures) batch.points.push_back({0, 0, id, step, 0.123456});
    if (samples && step % 500 == 0)
      for (int64_t prompt = 0; prompt < 3; ++prompt)
        batch.samples.push_back({0, 0, step, prompt, prompt ? "The keeper" : word(60),
                                 "{\"text\": \" " + (prompt == 1 ? word(300) : sentence()) + "\"}"});
  }
  batch.points.push_back({0, 0, "memory_bytes", steps, 71e9});
  EventRecord last;
  last.step = steps;
  last.timeMs = 1'790'000'900'000;
  last.kind = lastKind;
  last.text = lastKind == "failed" ? "Cannot write " + word(300) + ": no space left on device."
                                   : "Finished after %1 steps.";
  last.values = {std::to_string(steps)};
  batch.events.push_back(last);
  store->append(std::move(batch));
  if (!store->flush(20'000)) qFatal("cannot write the run");
}

inline void makeRuns(const std::filesystem::path& root) {
  const std::string name = "the run whose name somebody thought about";
  constexpr int64_t kSteps = 2000;
  const auto bigSteps = [](RunSpec& spec) { spec.train.steps = 1'234'567; };
  addRecords(writeRun(root, {.slug = kTextRun, .name = name, .corpus = kText, .steps = kSteps,
                             .done = kSteps}),
             kSteps, {}, true);
  addRecords(writeRun(root, {.slug = kFailedRun, .name = name + " again", .objective = "masked-lm",
                             .corpus = kText, .steps = 1'234'567, .done = kSteps, .end = "",
                             .change = bigSteps}),
             kSteps, {}, false, "failed");
  addRecords(
      writeRun(root, {.slug = kPairsRun, .name = name + " of pairs",
                      .objective = "image-text-matching", .corpus = kPictures, .steps = kSteps,
                      .done = kSteps}),
      kSteps,
      {"match_loss/train", "match_loss/validation", "balanced_accuracy/validation",
       "positive_recall/validation", "image_to_text_r1/validation", "text_to_image_r1/validation",
       "reranked_image_to_text_r1/validation", "reranked_text_to_image_r1/validation",
       "zero_shot_colour/validation", "zero_shot_shape/validation", "contrast_accuracy/train",
       "contrast_accuracy/validation", "feature_deviation/train", "logit_scale/train"},
      false);
  addRecords(writeRun(root, {.slug = kPicturesRun, .name = name + " of pictures",
                             .objective = "masked-tokens", .corpus = kPictures, .steps = kSteps,
                             .done = kSteps}),
             kSteps,
             {"code_accuracy/train", "code_accuracy/validation", "majority_code/validation",
              "code_entropy/validation", "probe/validation", "knn/validation",
              "pixel_knn/validation", "majority/validation"},
             false);
}

inline void makeAll(const std::filesystem::path& root, const QString& sources) {
  makeText(root, sources);
  makePictures(root, sources);
  makeRuns(root);
}

}  // namespace unmask::longContent
