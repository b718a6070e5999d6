// The texts that a JSON value holds, by name: strings, lists of strings, conversations. Fields of
// objects within objects have dotted names, such as "row.text".
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace unmask {

// {role, content} as OpenAI and Hugging Face write messages, or {from, value} as ShareGPT does.
bool isMessage(const nlohmann::json&);

enum class TextKind : uint8_t { text, list, chat };
struct NamedText {
  std::string name;  // "": the value itself
  std::string text;
  TextKind kind = TextKind::text;
};

// The strings of a list are joined by line ends. Of a conversation (a list of messages), `chat`:
// "roles": "role: content" and a line end each, "contents": the contents alone, "chatml":
// "<|im_start|>role", a line end, the content, "<|im_end|>".
std::vector<NamedText> textsIn(const nlohmann::json&, const std::string& chat);
std::optional<NamedText> textCalled(const nlohmann::json&, const std::string& name,
                                    const std::string& chat);
// Every dotted name of a value that is no object: also of numbers and empty ones.
std::vector<std::string> fieldNames(const nlohmann::json&);

}  // namespace unmask
