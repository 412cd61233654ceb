# An overlay port of the checkout that contains it: vcpkg install convai --overlay-ports=packaging/vcpkg
#
# It has not been run with vcpkg. bindings/cpp/tests/packages/vcpkg.cmake runs it with stand-ins for the functions of vcpkg.
# cargo builds the library, or CONVAI_LIBRARY in the environment names one. packaging/install.sh needs a POSIX shell.

get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

if(DEFINED ENV{CONVAI_LIBRARY})
  set(library "$ENV{CONVAI_LIBRARY}")
else()
  find_program(CARGO cargo REQUIRED)
  vcpkg_execute_required_process(
    COMMAND "${CARGO}" rustc --release --lib --crate-type cdylib,staticlib --target-dir "${CURRENT_BUILDTREES_DIR}/cargo"
    WORKING_DIRECTORY "${SOURCE_PATH}"
    LOGNAME "cargo-${TARGET_TRIPLET}")
  set(library "${CURRENT_BUILDTREES_DIR}/cargo/release/${CMAKE_SHARED_LIBRARY_PREFIX}convai${CMAKE_SHARED_LIBRARY_SUFFIX}")
endif()

vcpkg_execute_required_process(
  COMMAND "${CMAKE_COMMAND}" -E env "CONVAI_LIBRARY=${library}"
    sh "${SOURCE_PATH}/packaging/install.sh" "${CURRENT_PACKAGES_DIR}"
  WORKING_DIRECTORY "${SOURCE_PATH}"
  LOGNAME "install-${TARGET_TRIPLET}")

# One kind of library.
if(VCPKG_LIBRARY_LINKAGE STREQUAL "static")
  file(GLOB unused "${CURRENT_PACKAGES_DIR}/lib/*.so*" "${CURRENT_PACKAGES_DIR}/lib/*.dylib" "${CURRENT_PACKAGES_DIR}/bin")
else()
  file(GLOB unused "${CURRENT_PACKAGES_DIR}/lib/*.a")
endif()
file(REMOVE_RECURSE ${unused} "${CURRENT_PACKAGES_DIR}/share/doc")
vcpkg_fixup_pkgconfig()

# The library is the same for debug and release programs. The CMake package finds its files relative to lib/cmake.
set(VCPKG_POLICY_MISMATCHED_NUMBER_OF_BINARIES enabled)
set(VCPKG_POLICY_SKIP_LIB_CMAKE_MERGE_CHECK enabled)

file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/convai")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE-MIT" "${SOURCE_PATH}/LICENSE-APACHE")
