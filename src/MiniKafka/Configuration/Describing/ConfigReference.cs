using System.Globalization;
using System.Text;
using MiniKafka.Configuration.Definitions;

namespace MiniKafka.Configuration.Describing;

/// <summary>Writes the configuration reference from the tables, as Markdown.</summary>
internal static class ConfigReference
{
    private static readonly ConfigTable[] Tables =
    [
        ConfigTables.Broker, ConfigTables.Topic, ConfigTables.Group, ConfigTables.ClientMetrics, ConfigTables.Producer, ConfigTables.Consumer, ConfigTables.Admin,
    ];

    /// <summary>The whole reference: first the keys of a table that have an effect, then those that are known but change nothing, and those that are refused.</summary>
    public static string RenderMarkdown()
    {
        var text = new StringBuilder();
        text.Append("# Configuration reference\n\nWritten from the tables that the library itself reads. Keys without effect may be set; a value other than the default gives a warning. Refused keys may not: a value other than the default fails the start.\n");
        foreach (var table in Tables)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## Keys of a {table.Title}\n");
            Render(text, table, table.Keys.Where(key => key.HasEffect));
            RenderAll(text, table, "Without effect", table.Keys.Where(key => key.WithoutEffectBecause is not null));
            RenderAll(text, table, "Refused", table.Keys.Where(key => key.RefusedBecause is not null));
        }

        return text.ToString();
    }

    private static void RenderAll(StringBuilder text, ConfigTable table, string title, IEnumerable<ConfigKey> keys)
    {
        if (keys.Any())
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {title}\n");
            Render(text, table, keys);
        }
    }

    private static void Render(StringBuilder text, ConfigTable table, IEnumerable<ConfigKey> keys)
    {
        text.Append("\n| key | type | default | allowed | ");
        text.Append(table == ConfigTables.Broker ? "changes | meaning |\n|---|---|---|---|---|---|\n" : "meaning |\n|---|---|---|---|---|\n");
        foreach (var key in keys)
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{key.Name}` | {key.Type.ToString().ToLowerInvariant()} | {Default(key)} | {Cell(key.Range?.Description ?? "")} | ");
            if (table == ConfigTables.Broker)
            {
                text.Append(key switch { { UpdateMode: ConfigUpdateMode.ReadOnly } or { IsFixedAtStart: true } => "at the start", { UpdateMode: ConfigUpdateMode.PerBroker } => "per broker", _ => "any time" }).Append(" | ");
            }

            text.Append(Cell(key.Explanation)).Append(" |\n");
        }
    }

    private static string Default(ConfigKey key) => key switch
    {
        { BrokerKey: { } broker } => $"the broker's `{broker}`, `{Cell(key.Default ?? "none")}`",
        { Default: null } => "",
        { Default: "" } => "empty",
        _ => $"`{Cell(key.Default)}`",
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ');
}
