// One of two source files of a program that both include the header.
#include "everything.hpp"

std::size_t from_unit_b(const convai::Client &client);

int main() {
    const convai::Client empty;
    return everything(empty, "id") == from_unit_b(empty) ? 0 : 1;
}
