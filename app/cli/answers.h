// What a model answered, in words: a text that goes on, or the likeliest fills of each [MASK].
#pragma once

#include <QJsonObject>
#include <string>
#include <vector>

namespace unmask {

// next-token {"text"}: the prompt and how it goes on. masked-lm {"fills"}: one line for each
// [MASK], best first: "[MASK] 1: sat 62 %, lay 11 %". span-corruption, denoising {"restored"}: the
// text, then one line for each gap.
std::vector<std::string> answerLines(const std::string& prompt, const QJsonObject& answer);

}  // namespace unmask
