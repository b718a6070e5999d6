// What a picture tokenizer makes of pictures that somebody looks at.
//
//   request  "tokenizer": folder, "pictures": [picture] of its size and channels, at most 64
//   answer   "hash" of the tokenizer, "codes": [[code of each patch, by rows]],
//            "painted": [picture], from the codes alone
//   a picture as runs/picture_json.h has it
#pragma once

#include <QJsonObject>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/engine/picture_tokenizer.h"

namespace unmask {

// Keeps the tokenizer that it was asked for last.
class PictureCodesAnswers {
 public:
  Result<nlohmann::ordered_json> answer(const nlohmann::ordered_json& request);

 private:
  Status load(const std::filesystem::path& folder);
  Result<QJsonObject> codesOf(const QJsonObject& request) const;
  std::shared_ptr<const PictureTokenizer> tokenizer_;
};

}  // namespace unmask
