// Continuations, fills and restored texts in words.
#include "core/worker/answers.h"

#include <QJsonArray>
#include <algorithm>

#include "core/runs/answer_note.h"
#include "core/tokenizers/inspection.h"
#include "core/worker/picture_answers.h"

namespace unmask {
namespace {

constexpr size_t kLongestQuestion = 64 << 10;
constexpr int64_t kFills = 5;

QString text(const std::string& utf8) {
  return QString::fromStdString(utf8);
}

Result<QJsonObject> fillsOf(Trainer& trainer, const RunSpec& spec, const Tokenizer& tokenizer,
                            std::vector<int64_t> tokens) {
  if (std::find(tokens.begin(), tokens.end(), spec.tokenIds().mask()) == tokens.end()) {
    return failure(message(UNMASK_TEXT("core", "There is no [MASK] in the text.")),
                   message(UNMASK_TEXT("core", "Write [MASK] where the model is to guess.")));
  }
  UNMASK_ASSIGN(const std::vector<Fill> fills, trainer.fills(tokens, kFills));
  QJsonArray lists;
  for (const Fill& fill : fills) {
    QJsonArray list;
    for (const auto& [piece, probability] : fill.candidates) {
      list.append(QJsonArray{text(displayPiece(tokenizer, piece)), probability});
    }
    lists.append(list);
    if (!fill.candidates.empty()) tokens.at(fill.position) = fill.candidates.front().first;
  }
  return QJsonObject{{QStringLiteral("fills"), lists},
                     {QStringLiteral("text"), text(tokenizer.decode(tokens))}};
}

Result<QJsonObject> continuationOf(Trainer& trainer, const RunSpec& spec,
                                   const Tokenizer& tokenizer, const std::vector<int64_t>& tokens,
                                   uint64_t draw, const std::function<bool()>& keepGoing) {
  UNMASK_ASSIGN(const std::vector<int64_t> written,
                trainer.continuation(tokens, spec.samples, draw, keepGoing));
  QJsonArray pieces;
  for (const int64_t piece : written) pieces.append(text(displayPiece(tokenizer, piece)));
  return QJsonObject{{QStringLiteral("text"), text(tokenizer.decode(written))},
                     {QStringLiteral("pieces"), pieces}};
}

Result<QJsonObject> restoredBy(Trainer& trainer, const Tokenizer& tokenizer,
                               const std::vector<int64_t>& tokens,
                               const std::function<bool()>& keepGoing) {
  UNMASK_ASSIGN(const Restored restored, trainer.restored(tokens, keepGoing));
  QJsonObject answer{{QStringLiteral("restored"), text(tokenizer.decode(restored.tokens))}};
  if (restored.gaps.empty()) return answer;
  QJsonArray gaps;
  for (const std::vector<int64_t>& gap : restored.gaps) gaps.append(text(tokenizer.decode(gap)));
  answer[QStringLiteral("gaps")] = gaps;
  return answer;
}

}  // namespace

Result<QJsonObject> answerTo(Trainer& trainer, const RunInputs& inputs, const Question& question,
                             uint64_t draw, const std::function<bool()>& keepGoing) {
  const RunSpec& spec = inputs.spec;
  const std::string asked = question.text.toStdString();
  if (asked.size() > kLongestQuestion) {
    return failure(message(UNMASK_TEXT("core", "The text has %1 bytes; at most %2 can be asked."),
                           asked.size(), kLongestQuestion));
  }
  const auto answered = [&]() -> Result<QJsonObject> {
    if (familyOf(spec) != Family::text) return pictureAnswer(trainer, inputs, question, draw);
    if (!question.picture.isEmpty())
      return failure(message(UNMASK_TEXT("core", "A model of text cannot be asked a picture.")));
    const Tokenizer& tokenizer = *inputs.tokenizer;
    const std::vector<int64_t> tokens = encodeWithReserved(tokenizer, asked);
    if (isEncoderDecoder(spec)) return restoredBy(trainer, tokenizer, tokens, keepGoing);
    if (spec.objective == "masked-lm") return fillsOf(trainer, spec, tokenizer, tokens);
    return continuationOf(trainer, spec, tokenizer, tokens, draw, keepGoing);
  };
  UNMASK_ASSIGN(QJsonObject answer, answered());
  if (inputs.tokenizer) addTo(answer, withoutPiece(*inputs.tokenizer, asked));
  answer[QStringLiteral("step")] = qint64{trainer.stepsDone()};
  return answer;
}

uint64_t drawOfSample(int64_t step, int64_t prompt) {
  return static_cast<uint64_t>(step) << 16 | static_cast<uint64_t>(prompt & 0xffff);
}

uint64_t drawOfQuestion(int64_t id) {
  return uint64_t{1} << 63 | static_cast<uint64_t>(id);
}

}  // namespace unmask
