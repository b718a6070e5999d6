# Finds LibTorch inside an installed PyTorch wheel, CPU or CUDA build, without a CUDA toolkit.
#
# Looks in TORCH_WHEEL_DIR (a folder with include/ and lib/, i.e. site-packages/torch), else in the
# source tree's .venv. Defines TorchWheel::Torch and TORCH_WHEEL_DIR, TorchWheel_VERSION.
# torch_cuda registers its kernels from static initialisers, so it is linked with --no-as-needed.

# A remembered place may be gone: .venv is made anew when the system's Python changes.
if(NOT TORCH_WHEEL_DIR OR (TORCH_WHEEL_DIR MATCHES "/[.]venv/" AND NOT EXISTS "${TORCH_WHEEL_DIR}"))
  file(GLOB torchWheelGuesses ${CMAKE_SOURCE_DIR}/.venv/lib/python3*/site-packages/torch)
  list(POP_FRONT torchWheelGuesses torchWheelGuess)
  set(TORCH_WHEEL_DIR "${torchWheelGuess}" CACHE PATH "site-packages/torch of the PyTorch wheel"
      FORCE)
endif()

if(EXISTS "${TORCH_WHEEL_DIR}/version.py")
  file(STRINGS "${TORCH_WHEEL_DIR}/version.py" torchVersionLine REGEX "^__version__")
  string(REGEX MATCH "[0-9]+\\.[0-9]+\\.[0-9]+" TorchWheel_VERSION "${torchVersionLine}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  TorchWheel
  REQUIRED_VARS TORCH_WHEEL_DIR TorchWheel_VERSION
  VERSION_VAR TorchWheel_VERSION
  REASON_FAILURE_MESSAGE "Run ./run build once, or pass -DTORCH_WHEEL_DIR=.../site-packages/torch")

if(TorchWheel_FOUND AND TorchWheel_VERSION VERSION_LESS 2.11)
  message(FATAL_ERROR "torch ${TorchWheel_VERSION} in ${TORCH_WHEEL_DIR} is too old: 2.11 or newer")
endif()

if(TorchWheel_FOUND AND NOT TARGET TorchWheel::Torch)
  add_library(TorchWheel::Torch INTERFACE IMPORTED)
  set(torchLib ${TORCH_WHEEL_DIR}/lib)
  target_include_directories(
    TorchWheel::Torch SYSTEM INTERFACE ${TORCH_WHEEL_DIR}/include
                                       ${TORCH_WHEEL_DIR}/include/torch/csrc/api/include)
  target_link_libraries(TorchWheel::Torch INTERFACE ${torchLib}/libtorch.so ${torchLib}/libtorch_cpu.so
                                                    ${torchLib}/libc10.so)
  if(EXISTS ${torchLib}/libtorch_cuda.so)
    target_link_libraries(
      TorchWheel::Torch INTERFACE -Wl,--no-as-needed ${torchLib}/libtorch_cuda.so
                                  ${torchLib}/libc10_cuda.so -Wl,--as-needed)
    target_compile_definitions(TorchWheel::Torch INTERFACE UNMASK_CUDA=1)
  endif()
endif()
