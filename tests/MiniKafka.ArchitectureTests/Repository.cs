using Checkout;

namespace MiniKafka.ArchitectureTests;

/// <summary>The checked-out repository the rules are put to.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts"];

    /// <summary>Every file a person wrote, as a path relative to the root with forward slashes, in ordinal order.</summary>
    public static IReadOnlyList<string> Files(string folder, params string[] extensions)
    {
        var found = new List<string>();
        Collect(Path.Combine(RepositoryFolder.Root, folder), extensions, found);
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    public static string Read(string relativePath) => File.ReadAllText(Path.Combine(RepositoryFolder.Root, relativePath));

    public static bool IsBuildOutput(string entryName) => NotOurs.Contains(entryName, StringComparer.Ordinal);

    private static void Collect(string directory, string[] extensions, List<string> found)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(directory))
        {
            if (extensions.Length == 0 || extensions.Contains(Path.GetExtension(file), StringComparer.Ordinal))
            {
                found.Add(Path.GetRelativePath(RepositoryFolder.Root, file).Replace('\\', '/'));
            }
        }

        foreach (var child in Directory.EnumerateDirectories(directory))
        {
            if (!IsBuildOutput(Path.GetFileName(child)))
            {
                Collect(child, extensions, found);
            }
        }
    }
}
