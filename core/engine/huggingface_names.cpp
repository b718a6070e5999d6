// The tables of parameter names.
#include "core/engine/huggingface_names.h"

#include "core/engine/huggingface_picture_names.h"

namespace unmask {

namespace {

class Table {
 public:
  Table(bool bias) : bias_(bias) {}

  void add(std::string theirs, std::string ours, Conversion conversion = Conversion::copy) {
    entries_.push_back({std::move(theirs), std::move(ours), conversion, 0, 0});
  }
  // A bias of ours, or the zeros that stand for it.
  void bias(std::string theirs, std::string ours, int64_t rows,
            Conversion conversion = Conversion::copy) {
    if (bias_)
      add(std::move(theirs), std::move(ours), conversion);
    else
      entries_.push_back({std::move(theirs), "", Conversion::zeros, rows, 0});
  }
  // weight and bias of a linear layer or LayerNorm with `rows` outputs.
  void layer(const std::string& theirs, const std::string& ours, int64_t rows,
             Conversion weight = Conversion::copy) {
    add(theirs + ".weight", ours + ".weight", weight);
    bias(theirs + ".bias", ours + ".bias", rows);
  }
  void zeroRow(std::string theirs, int64_t rows) {
    entries_.push_back({std::move(theirs), "", Conversion::zeroRow, rows, 0});
  }
  std::vector<NameMapping> entries() && { return std::move(entries_); }

 private:
  bool bias_;
  std::vector<NameMapping> entries_;
};

std::vector<NameMapping> gpt2(const ModelSettings& model) {
  Table table(model.bias);
  const int64_t width = model.width;
  table.add("transformer.wte.weight", "tokens.weight");
  table.add("transformer.wpe.weight", "positions.weight");
  for (int64_t n = 0; n < model.layers; ++n) {
    const std::string theirs = "transformer.h." + std::to_string(n);
    const std::string ours = "layers." + std::to_string(n);
    table.layer(theirs + ".ln_1", ours + ".attention_norm", width);
    table.layer(theirs + ".attn.c_attn", ours + ".attention.qkv", 3 * width, Conversion::transpose);
    table.layer(theirs + ".attn.c_proj", ours + ".attention.output", width, Conversion::transpose);
    table.layer(theirs + ".ln_2", ours + ".feed_forward_norm", width);
    table.layer(theirs + ".mlp.c_fc", ours + ".feed_forward.in", model.feedForward,
                Conversion::transpose);
    table.layer(theirs + ".mlp.c_proj", ours + ".feed_forward.out", width, Conversion::transpose);
  }
  table.layer("transformer.ln_f", "final_norm", width);
  table.add("lm_head.weight", model.tiedHead ? "tokens.weight" : "head.weight");
  return std::move(table).entries();
}

std::vector<NameMapping> bert(const ModelSettings& model, int64_t vocabulary) {
  Table table(model.bias);
  const int64_t width = model.width;
  table.add("bert.embeddings.word_embeddings.weight", "tokens.weight");
  table.add("bert.embeddings.position_embeddings.weight", "positions.weight");
  table.add("bert.embeddings.token_type_embeddings.weight", "segments.weight");
  table.layer("bert.embeddings.LayerNorm", "embedding_norm", width);
  for (int64_t n = 0; n < model.layers; ++n) {
    const std::string theirs = "bert.encoder.layer." + std::to_string(n);
    const std::string ours = "layers." + std::to_string(n);
    const std::pair<const char*, Conversion> thirds[] = {{"query", Conversion::firstThird},
                                                         {"key", Conversion::secondThird},
                                                         {"value", Conversion::lastThird}};
    for (const auto& [name, third] : thirds) {
      table.add(theirs + ".attention.self." + name + ".weight", ours + ".attention.qkv.weight",
                third);
      table.bias(theirs + ".attention.self." + name + ".bias", ours + ".attention.qkv.bias", width,
                 third);
    }
    table.layer(theirs + ".attention.output.dense", ours + ".attention.output", width);
    table.layer(theirs + ".attention.output.LayerNorm", ours + ".attention_norm", width);
    table.layer(theirs + ".intermediate.dense", ours + ".feed_forward.in", model.feedForward);
    table.layer(theirs + ".output.dense", ours + ".feed_forward.out", width);
    table.layer(theirs + ".output.LayerNorm", ours + ".feed_forward_norm", width);
  }
  table.layer("cls.predictions.transform.dense", "head.transform", width);
  table.layer("cls.predictions.transform.LayerNorm", "head.norm", width);
  table.add("cls.predictions.decoder.weight", model.tiedHead ? "tokens.weight" : "head.weight");
  table.bias("cls.predictions.bias", "head.bias", vocabulary);
  // Theirs has it under two names.
  table.bias("cls.predictions.decoder.bias", "head.bias", vocabulary);
  return std::move(table).entries();
}

std::vector<NameMapping> t5(const ModelSettings& model) {
  Table table(/*bias=*/false);
  const auto weight = [&](const std::string& theirs, const std::string& ours) {
    table.add(theirs + ".weight", ours + ".weight");
  };
  const auto attention = [&](const std::string& theirs, const std::string& ours) {
    weight(theirs + ".q", ours + ".query");
    weight(theirs + ".k", ours + ".key");
    weight(theirs + ".v", ours + ".value");
    weight(theirs + ".o", ours + ".output");
  };
  weight("shared", "tokens");
  const std::pair<std::string, int64_t> halves[] = {{"encoder", model.layers},
                                                    {"decoder", model.decoderLayers}};
  for (const auto& [half, layers] : halves) {
    weight(half + ".embed_tokens", "tokens");
    weight(half + ".block.0.layer.0.SelfAttention.relative_attention_bias",
           half + ".position_bias");
    for (int64_t n = 0; n < layers; ++n) {
      const std::string theirs = half + ".block." + std::to_string(n) + ".layer.";
      const std::string ours = half + ".layers." + std::to_string(n);
      int sub = 0;
      const auto next = [&] { return theirs + std::to_string(sub++); };
      std::string at = next();
      attention(at + ".SelfAttention", ours + ".attention");
      weight(at + ".layer_norm", ours + ".attention_norm");
      if (half == "decoder") {
        at = next();
        attention(at + ".EncDecAttention", ours + ".cross");
        weight(at + ".layer_norm", ours + ".cross_norm");
      }
      at = next();
      weight(at + ".DenseReluDense.wi_0", ours + ".feed_forward.gate");
      weight(at + ".DenseReluDense.wi_1", ours + ".feed_forward.in");
      weight(at + ".DenseReluDense.wo", ours + ".feed_forward.out");
      weight(at + ".layer_norm", ours + ".feed_forward_norm");
    }
    weight(half + ".final_layer_norm", half + ".final_norm");
  }
  weight("lm_head", "head");
  return std::move(table).entries();
}

std::vector<NameMapping> bart(const ModelSettings& model, int64_t vocabulary) {
  Table table(/*bias=*/true);
  const int64_t width = model.width;
  const auto attention = [&](const std::string& theirs, const std::string& ours) {
    table.layer(theirs + ".q_proj", ours + ".query", width);
    table.layer(theirs + ".k_proj", ours + ".key", width);
    table.layer(theirs + ".v_proj", ours + ".value", width);
    table.layer(theirs + ".out_proj", ours + ".output", width);
  };
  table.zeroRow("final_logits_bias", vocabulary);
  table.add("model.shared.weight", "tokens.weight");
  const std::pair<std::string, int64_t> halves[] = {{"encoder", model.layers},
                                                    {"decoder", model.decoderLayers}};
  for (const auto& [half, layers] : halves) {
    const std::string their = "model." + half;
    table.add(their + ".embed_tokens.weight", "tokens.weight");
    table.add(their + ".embed_positions.weight", half + ".positions.weight",
              Conversion::afterTwoRows);
    table.layer(their + ".layernorm_embedding", half + ".embedding_norm", width);
    for (int64_t n = 0; n < layers; ++n) {
      const std::string theirs = their + ".layers." + std::to_string(n);
      const std::string ours = half + ".layers." + std::to_string(n);
      attention(theirs + ".self_attn", ours + ".attention");
      table.layer(theirs + ".self_attn_layer_norm", ours + ".attention_norm", width);
      if (half == "decoder") {
        attention(theirs + ".encoder_attn", ours + ".cross");
        table.layer(theirs + ".encoder_attn_layer_norm", ours + ".cross_norm", width);
      }
      table.layer(theirs + ".fc1", ours + ".feed_forward.in", model.feedForward);
      table.layer(theirs + ".fc2", ours + ".feed_forward.out", width);
      table.layer(theirs + ".final_layer_norm", ours + ".feed_forward_norm", width);
    }
  }
  table.add("lm_head.weight", "tokens.weight");
  return std::move(table).entries();
}

}  // namespace

Result<std::vector<NameMapping>> huggingFaceNames(const RunSpec& spec) {
  const ModelSettings& model = spec.model;
  if (spec.objective == "next-token" && model.norm == "pre") return gpt2(model);
  if (spec.objective == "next-token")
    return failure(
        message(UNMASK_TEXT("core", "No public class of transformers expresses a GPT with %1."),
                "model.norm=post"),
        message(UNMASK_TEXT("core", "Its model.safetensors can be used with our names.")));
  if (spec.objective == "masked-pixels") return maskedAutoencoderNames(spec);
  if (spec.objective == "masked-tokens") return beitNames(spec);
  if (spec.objective == "picture-tokenizer")
    return failure(
        message(UNMASK_TEXT("core",
                            "No public class of transformers expresses a picture "
                            "tokenizer.")),
        message(UNMASK_TEXT("core", "Its model.safetensors can be used with our names.")));
  if (spec.objective == "contrastive") return contrastiveEncoderNames(spec);
  if (spec.objective == "image-text-contrast") return clipNames(spec);
  if (spec.objective == "image-text-matching")
    return failure(
        message(UNMASK_TEXT("core",
                            "No public class of transformers expresses a fusion encoder with a "
                            "matching head.")),
        message(UNMASK_TEXT("core", "Its model.safetensors can be used with our names.")));
  if (spec.objective == "span-corruption") return t5(model);
  if (spec.objective == "denoising") return bart(model, vocabularySize(spec));
  const std::pair<bool, const char*> needed[] = {
      {model.norm == "post", "model.norm=post"},
      {model.embeddingNorm, "model.embedding_norm"},
      {model.segmentEmbedding, "model.segment_embedding"},
      {model.headTransform, "model.head_transform"}};
  for (const auto& [given, setting] : needed)
    if (!given)
      return failure(
          message(
              UNMASK_TEXT("core", "No public class of transformers expresses a BERT without %1."),
              setting),
          message(UNMASK_TEXT("core", "Its model.safetensors can be used with our names.")));
  return bert(model, vocabularySize(spec));
}

}  // namespace unmask
