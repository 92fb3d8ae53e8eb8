#include "clients/cli/commands.h"
#include "clients/cli/record_fields.h"

#include <CLI/CLI.hpp>

namespace kontor::commands {

namespace {

struct Given {
    std::uint64_t id = 0;
    std::string type;
    std::vector<std::string> assignments;
};

// null when the paper has no such record.
Json find_record(Api& api, const Given& given) {
    const Json document = api.get(fmt::format("/documents/{}", given.id));
    for (const Json& record : document.value("records", Json::array())) {
        if (record.value("type", "") == given.type) {
            return record;
        }
    }
    return {};
}

// What is typed changes the record there is; nobody else's change in between is lost.
Json put_record(Api& api, const Given& given) {
    const Json schema = api.record_schema(given.type);
    const Json before = find_record(api, given);
    Json fields = Json::object();
    std::optional<std::uint64_t> revision;
    if (before.is_object()) {
        fields = before.at("fields");
        revision = before.at("revision").get<std::uint64_t>();
    }
    for (const std::string& assignment : given.assignments) {
        set_field(fields, schema, assignment);
    }
    return api.put(fmt::format("/documents/{}/records/{}", given.id, percent_encoded(given.type)),
                   fields, revision);
}

void run(const Given& given, Invocation& invocation) {
    Api api(invocation);
    const Json record = given.assignments.empty()
                            ? api.get(fmt::format("/documents/{}/records/{}", given.id,
                                                  percent_encoded(given.type)))
                            : put_record(api, given);
    if (invocation.json) {
        invocation.output.json(record);
        return;
    }
    for (const auto& [key, value] : shown_fields(record.at("fields"))) {
        invocation.output.line(key + "=" + value);
    }
}

}  // namespace

void add_record(CLI::App& app, Invocation& invocation) {
    auto given = std::make_shared<Given>();
    CLI::App* command = app.add_subcommand("record", "show or change a record of a paper");
    command->add_option("ID", given->id, "number of the document")
        ->required()
        ->check(CLI::PositiveNumber);
    command->add_option("TYPE", given->type, "type of the record, such as finance.invoice")
        ->required();
    command
        ->add_option("FIELD", given->assignments,
                     "fields to set, service_period.from=…, lines.0.quantity=…; an empty value "
                     "takes a field away")
        ->type_name("key=value");
    command->callback([given, &invocation] { run(*given, invocation); });
}

}  // namespace kontor::commands
