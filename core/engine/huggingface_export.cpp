// config.json of each class, and tensors made of ours.
#include "core/engine/huggingface_export.h"

#include <torch/torch.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "core/engine/huggingface_names.h"
#include "core/engine/safetensors.h"
#include "core/engine/vision_transformer.h"
#include "core/spec/catalogue.h"

namespace unmask {

using Json = nlohmann::ordered_json;

namespace {

// A reserved id as the configs name it: null where the model's vocabulary ends before it.
Json idOrNull(const RunSpec& spec, int64_t id) {
  return id < vocabularySize(spec) ? Json(id) : Json();
}

Json gpt2Config(const RunSpec& spec) {
  const ModelSettings& m = spec.model;
  const Json end = idOrNull(spec, spec.tokenIds().endOfDocument());
  return {{"architectures", {"GPT2LMHeadModel"}},
          {"model_type", "gpt2"},
          {"n_positions", m.context},
          {"n_embd", m.width},
          {"n_layer", m.layers},
          {"n_head", m.heads},
          {"n_inner", m.feedForward},
          {"activation_function", "gelu"},  // the exact one
          {"layer_norm_epsilon", 1e-5},
          {"resid_pdrop", m.dropout},
          {"embd_pdrop", m.dropout},
          {"attn_pdrop", m.dropout},
          {"initializer_range", 0.02},
          {"tie_word_embeddings", m.tiedHead},
          {"bos_token_id", end},
          {"eos_token_id", end},
          {"pad_token_id", nullptr}};
}

Json bertConfig(const RunSpec& spec) {
  const ModelSettings& m = spec.model;
  return {{"architectures", {"BertForMaskedLM"}},
          {"model_type", "bert"},
          {"max_position_embeddings", m.context},
          {"hidden_size", m.width},
          {"num_hidden_layers", m.layers},
          {"num_attention_heads", m.heads},
          {"intermediate_size", m.feedForward},
          {"hidden_act", "gelu"},
          {"layer_norm_eps", 1e-12},
          {"hidden_dropout_prob", m.dropout},
          {"attention_probs_dropout_prob", m.dropout},
          {"initializer_range", 0.02},
          {"type_vocab_size", 2},
          {"tie_word_embeddings", m.tiedHead},
          {"pad_token_id", idOrNull(spec, spec.tokenIds().pad())}};
}

Json t5Config(const RunSpec& spec) {
  const ModelSettings& m = spec.model;
  const TokenIds ids = spec.tokenIds();
  return {{"architectures", {"T5ForConditionalGeneration"}},
          {"model_type", "t5"},
          {"d_model", m.width},
          {"d_kv", m.headWidth > 0 ? m.headWidth : m.width / m.heads},
          {"d_ff", m.feedForward},
          {"num_layers", m.layers},
          {"num_decoder_layers", m.decoderLayers},
          {"num_heads", m.heads},
          {"relative_attention_num_buckets", m.positionBuckets},
          {"relative_attention_max_distance", m.positionDistance},
          {"feed_forward_proj", "gated-gelu"},
          {"layer_norm_epsilon", 1e-6},
          {"dropout_rate", m.dropout},
          {"is_encoder_decoder", true},
          {"tie_word_embeddings", false},
          {"decoder_start_token_id", ids.pad()},
          {"pad_token_id", ids.pad()},
          {"eos_token_id", ids.endOfDocument()}};
}

Json bartConfig(const RunSpec& spec) {
  const ModelSettings& m = spec.model;
  const TokenIds ids = spec.tokenIds();
  return {{"architectures", {"BartForConditionalGeneration"}},
          {"model_type", "bart"},
          {"max_position_embeddings", m.context},
          {"d_model", m.width},
          {"encoder_layers", m.layers},
          {"decoder_layers", m.decoderLayers},
          {"encoder_attention_heads", m.heads},
          {"decoder_attention_heads", m.heads},
          {"encoder_ffn_dim", m.feedForward},
          {"decoder_ffn_dim", m.feedForward},
          {"activation_function", "gelu"},
          {"dropout", m.dropout},
          {"attention_dropout", m.dropout},
          {"activation_dropout", 0.0},
          {"scale_embedding", false},
          {"init_std", 0.02},
          {"is_encoder_decoder", true},
          {"tie_word_embeddings", true},
          {"bos_token_id", ids.cls()},
          {"pad_token_id", ids.pad()},
          {"eos_token_id", ids.sep()},
          {"decoder_start_token_id", ids.sep()},
          {"forced_eos_token_id", nullptr}};
}

// What all vision transformers have in common.
Json visionConfig(const RunSpec& spec, int64_t size, int64_t patch) {
  const ModelSettings& m = spec.model;
  return {{"image_size", size},
          {"patch_size", patch},
          {"num_channels", spec.channels},
          {"hidden_size", m.width},
          {"num_hidden_layers", m.layers},
          {"num_attention_heads", m.heads},
          {"intermediate_size", m.feedForward},
          {"hidden_act", "gelu"},
          {"layer_norm_eps", 1e-6},
          {"initializer_range", 0.02}};
}

// ViTModel and ViTMAEForPreTraining.
Json vitConfig(const RunSpec& spec, int64_t size, int64_t patch) {
  Json config = visionConfig(spec, size, patch);
  config.update(Json{{"qkv_bias", true},
                     {"hidden_dropout_prob", spec.model.dropout},
                     {"attention_probs_dropout_prob", spec.model.dropout}});
  return config;
}

Json maeConfig(const RunSpec& spec) {
  const auto& objective = std::get<MaskedPixelsSettings>(spec.objectiveSettings);
  Json config = vitConfig(spec, objective.view.size, objective.patch);
  const int64_t width = spec.pictureModel.decoderWidth;
  config.update(Json{{"architectures", {"ViTMAEForPreTraining"}},
                     {"model_type", "vit_mae"},
                     {"decoder_hidden_size", width},
                     {"decoder_num_hidden_layers", spec.model.decoderLayers},
                     {"decoder_num_attention_heads", spec.pictureModel.decoderHeads},
                     {"decoder_intermediate_size", 4 * width},
                     {"mask_ratio", objective.maskRatio},
                     {"norm_pix_loss", objective.normPix}});
  return config;
}

Json beitConfig(const RunSpec& spec) {
  const auto& objective = std::get<MaskedTokensSettings>(spec.objectiveSettings);
  Json config = visionConfig(spec, objective.view.size, objective.patch);
  config.update(Json{{"architectures", {"BeitForMaskedImageModeling"}},
                     {"model_type", "beit"},
                     {"vocab_size", spec.pieces},
                     {"use_mask_token", true},
                     {"use_absolute_position_embeddings", spec.pictureModel.absolutePositions},
                     {"use_relative_position_bias", false},
                     {"use_shared_relative_position_bias", true},
                     {"layer_scale_init_value", 0.1},
                     {"drop_path_rate", 0.0},
                     {"use_mean_pooling", true},
                     {"hidden_dropout_prob", spec.model.dropout},
                     {"attention_probs_dropout_prob", spec.model.dropout}});
  return config;
}

Json contrastiveConfig(const RunSpec& spec) {
  const PictureModelSettings& model = spec.pictureModel;
  if (!isResNet(model)) {
    Json config = vitConfig(spec, viewOf(spec).size, model.patch);
    config.update(Json{{"architectures", {"ViTModel"}}, {"model_type", "vit"}});
    return config;
  }
  const ResNetShape shape = resNetShape(model.encoder);
  return {{"architectures", {"ResNetModel"}},
          {"model_type", "resnet"},
          {"num_channels", spec.channels},
          {"embedding_size", shape.widths.front()},
          {"hidden_sizes", shape.widths},
          {"depths", std::vector<int64_t>(shape.widths.size(), shape.blocks)},
          {"layer_type", "basic"},
          {"hidden_act", "relu"},
          {"downsample_in_first_stage", false}};
}

Json clipConfig(const RunSpec& spec) {
  const PictureModelSettings& p = spec.pictureModel;
  const TokenIds ids = spec.tokenIds();
  Json image = visionConfig(spec, viewOf(spec).size, p.patch);
  image.update(Json{{"model_type", "clip_vision_model"},
                    {"hidden_act", "quick_gelu"},
                    {"layer_norm_eps", 1e-5},
                    {"attention_dropout", spec.model.dropout},
                    {"projection_dim", p.projectionWidth}});
  const Json text = {{"model_type", "clip_text_model"},
                     {"vocab_size", vocabularySize(spec)},
                     {"max_position_embeddings", spec.model.context},
                     {"hidden_size", p.textWidth},
                     {"intermediate_size", 4 * p.textWidth},
                     {"num_hidden_layers", p.textLayers},
                     {"num_attention_heads", p.textHeads},
                     {"hidden_act", "quick_gelu"},
                     {"layer_norm_eps", 1e-5},
                     {"attention_dropout", spec.model.dropout},
                     {"projection_dim", p.projectionWidth},
                     {"bos_token_id", ids.cls()},
                     {"eos_token_id", ids.sep()},  // never 2, which transformers treats specially
                     {"pad_token_id", ids.pad()}};
  return {{"architectures", {"CLIPModel"}},
          {"model_type", "clip"},
          {"projection_dim", p.projectionWidth},
          {"text_config", text},
          {"vision_config", image}};
}

// Pixels as the engine takes them (picture_tensors.h).
Json preprocessorConfig(const RunSpec& spec) {
  const int64_t size = viewOf(spec).size;
  const std::vector<double> half(static_cast<size_t>(spec.channels), 0.5);
  return {{"image_processor_type", "ViTImageProcessor"},
          {"do_resize", true},
          {"size", {{"height", size}, {"width", size}}},
          {"resample", 2},
          {"do_rescale", true},
          {"rescale_factor", 1.0 / 255},
          {"do_normalize", true},
          {"image_mean", half},
          {"image_std", half}};
}

Json configOf(const RunSpec& spec) {
  Json config;
  switch (findObjective(spec.objective)->architecture) {
    case Architecture::gpt:
      config = gpt2Config(spec);
      break;
    case Architecture::bert:
      config = bertConfig(spec);
      break;
    case Architecture::t5:
      config = t5Config(spec);
      break;
    case Architecture::bart:
      config = bartConfig(spec);
      break;
    case Architecture::mae:
      config = maeConfig(spec);
      break;
    case Architecture::simclr:
      config = contrastiveConfig(spec);
      break;
    case Architecture::clip:
      config = clipConfig(spec);
      break;
    case Architecture::beit:
      config = beitConfig(spec);
      break;
    case Architecture::albef:
    case Architecture::vqvae:  // have no names there (huggingFaceNames)
      break;
  }
  if (familyOf(spec) == Family::text) config["vocab_size"] = vocabularySize(spec);
  config["dtype"] = "float32";
  return config;
}

at::Tensor converted(const at::Tensor& ours, const NameMapping& name) {
  const int64_t third = ours.dim() > 0 ? ours.size(0) / 3 : 0;
  switch (name.conversion) {
    case Conversion::transpose:
      return ours.t().contiguous();
    case Conversion::firstThird:
      return ours.narrow(0, 0, third).contiguous();
    case Conversion::secondThird:
      return ours.narrow(0, third, third).contiguous();
    case Conversion::lastThird:
      return ours.narrow(0, 2 * third, third).contiguous();
    case Conversion::afterTwoRows:
      return at::cat({at::zeros({2, ours.size(1)}), ours});
    case Conversion::leadingOne:
      return ours.unsqueeze(0);
    case Conversion::leadingTable:
      return ours.view({1, -1, name.rows});
    case Conversion::leadingTwo:
      return ours.unsqueeze(0).unsqueeze(0);
    case Conversion::patchKernel:
      return ours.view({ours.size(0), name.rows, name.rows, name.columns})
          .permute({0, 3, 1, 2})
          .contiguous();
    case Conversion::copy:
    case Conversion::zeros:
    case Conversion::zeroRow:
    case Conversion::sineCosine:
      break;
  }
  return ours;
}

Result<std::vector<Parameter>> renamed(const std::vector<NameMapping>& names,
                                       const std::map<std::string, at::Tensor>& parameters) {
  std::vector<Parameter> tensors;
  for (const NameMapping& name : names) {
    Parameter tensor;
    tensor.name = name.theirs;
    if (name.conversion == Conversion::zeros) {
      tensor.value = at::zeros({name.rows});
    } else if (name.conversion == Conversion::zeroRow) {
      tensor.value = at::zeros({1, name.rows});
    } else if (name.conversion == Conversion::sineCosine) {
      tensor.value = sineCosinePositions(name.rows, name.columns).unsqueeze(0);
    } else {
      const auto found = parameters.find(name.ours);
      if (found == parameters.end())
        return failure(message(UNMASK_TEXT("core", "The checkpoint has no tensor %1."), name.ours),
                       message(UNMASK_TEXT("core", "Use another checkpoint of the run.")));
      tensor.value = converted(found->second, name);
    }
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

}  // namespace

Result<ExportedModel> writeHuggingFaceModel(const RunSpec& spec,
                                            const std::map<std::string, at::Tensor>& parameters,
                                            const std::filesystem::path& folder) {
  ExportedModel exported;
  std::vector<Parameter> tensors;
  if (const auto names = huggingFaceNames(spec)) {
    UNMASK_ASSIGN(tensors, renamed(*names, parameters));
    const Json config = configOf(spec);
    exported.loadedBy = config["architectures"][0].get<std::string>();
    UNMASK_TRY(writeFileWhole(folder / "config.json", config.dump(1) + "\n"));
    std::vector<Parameter> rest;
    for (const auto& [ours, value] : parameters)
      if (std::none_of(names->begin(), names->end(),
                       [&, &ours = ours](const NameMapping& name) { return name.ours == ours; }))
        rest.push_back({ours, value});
    exported.rest = !rest.empty();
    if (exported.rest)
      UNMASK_TRY(writeSafetensors(folder / "rest.safetensors", rest, {{"format", "pt"}}));
    if (familyOf(spec) != Family::text)
      UNMASK_TRY(writeFileWhole(folder / "preprocessor_config.json",
                                preprocessorConfig(spec).dump(1) + "\n"));
  } else {
    exported.reason = names.error().what;
    for (const auto& [name, value] : parameters) tensors.push_back({name, value});
  }
  exported.tensors = tensors.size();
  UNMASK_TRY(writeSafetensors(folder / "model.safetensors", tensors, {{"format", "pt"}}));
  return exported;
}

}  // namespace unmask
