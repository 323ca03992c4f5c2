namespace Checkout;

/// <summary>Where the repository is checked out, found by walking up from the test's own folder; part of every test project.</summary>
internal static class RepositoryFolder
{
    public static string Root { get; } = FindRoot();

    /// <summary>The folder with the reference data beside the repository, or null where there is none.</summary>
    public static string? Shared { get; } = FindShared();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MiniKafka.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds MiniKafka.sln.");
    }

    private static string? FindShared()
    {
        var shared = Path.Combine(Path.GetDirectoryName(Root) ?? Root, "shared");
        return Directory.Exists(shared) ? shared : null;
    }
}
