using Checkout;

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
    public static string? WhySkip { get; } = RepositoryFolder.Shared is null && Environment.GetEnvironmentVariable("CI") != "true"
        ? "The folder 'shared' with the reference data is not beside the repository."
        : null;

    /// <summary>The folder with the reference data, or null.</summary>
    public static string? Folder => RepositoryFolder.Shared;

    /// <summary>The full path of a file in it.</summary>
    public static string PathOf(params string[] parts) => Path.Combine(
        [Folder ?? throw new DirectoryNotFoundException("The folder 'shared' with the reference data is missing."), .. parts]);
}
