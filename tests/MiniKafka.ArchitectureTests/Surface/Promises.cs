using System.Globalization;

namespace MiniKafka.ArchitectureTests.Surface;

/// <summary>What one version promises those who compiled against an earlier one, as SemVer has it.</summary>
internal static class Promises
{
    /// <summary>True when something may be gone: with a new major version, and before 1.0 with a new minor one.</summary>
    public static bool MayBreak(string earlier, string later)
    {
        var (before, now) = (Parts(earlier), Parts(later));
        return now[0] > before[0] || (before[0] == 0 && now[0] == 0 && now[1] > before[1]);
    }

    /// <summary>What users could reach once and cannot any more, without what was experimental then.</summary>
    public static IReadOnlyList<string> Broken(IReadOnlyCollection<string> released, IEnumerable<string> surface)
    {
        var experimental = released.Where(line => line.Contains(", experimental (", StringComparison.Ordinal)).Select(line => line[..line.IndexOf(':', StringComparison.Ordinal)]).ToList();
        return
        [
            .. released.Except(surface, StringComparer.Ordinal)
                .Where(line => !experimental.Exists(type => line.StartsWith(type + ":", StringComparison.Ordinal) || line.StartsWith(type + ".", StringComparison.Ordinal))),
        ];
    }

    private static int[] Parts(string version) => [.. version.Split('-')[0].Split('.').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
}
