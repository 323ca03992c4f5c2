namespace MiniKafka.Tests;

/// <summary>
/// A test that compares with the reference data beside the repository; skipped where that is not there, but under CI it fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute()
    {
        Skip = WhySkip;
    }

    /// <summary>Why the tests that need the reference data are skipped; null when they run.</summary>
    public static string? WhySkip { get; } = Find() is null && Environment.GetEnvironmentVariable("CI") != "true"
        ? "The folder 'shared' with the reference data is not beside the repository."
        : null;

    /// <summary>The folder with the reference data, or null.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>The full path of a file in it.</summary>
    public static string PathOf(params string[] parts) => Path.Combine(
        [Folder ?? throw new DirectoryNotFoundException("The folder 'shared' with the reference data is missing."), .. parts]);

    private static string? Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "MiniKafka.sln")))
            {
                var shared = Path.Combine(at.Parent?.FullName ?? at.FullName, "shared");
                return Directory.Exists(shared) ? shared : null;
            }
        }

        return null;
    }
}
