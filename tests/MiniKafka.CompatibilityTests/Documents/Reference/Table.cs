using System.Text;

namespace MiniKafka.CompatibilityTests.Documents.Reference;

/// <summary>Writes tables of Markdown.</summary>
internal static class Table
{
    public static StringBuilder Row(this StringBuilder text, params IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(Cell)).Append(" |\n");

    public static StringBuilder Head(this StringBuilder text, params IReadOnlyCollection<string> titles) =>
        text.Append('\n').Row(titles).Append('|').Insert(text.Length, "---|", titles.Count).Append('\n');

    /// <summary>A value as it is written in code.</summary>
    public static string Code(string value) => $"`{value}`";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
