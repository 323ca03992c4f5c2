namespace MiniKafka.Tests;

/// <summary>A test that compares with the reference data beside the repository; skipped where that is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute()
    {
        if (Folder is null)
        {
            Skip = "The folder 'shared' with the reference data is not beside the repository.";
        }
    }

    /// <summary>The folder with the reference data, or null.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>The full path of a file in it.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Folder!, .. parts]);

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
