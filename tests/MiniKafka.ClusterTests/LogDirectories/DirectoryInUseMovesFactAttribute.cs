namespace MiniKafka.ClusterTests.LogDirectories;

/// <summary>A test that takes a directory away from a process that works in it; skipped where the system does not let it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DirectoryInUseMovesFactAttribute : FactAttribute
{
    public DirectoryInUseMovesFactAttribute() => Skip = OperatingSystem.IsWindows()
        ? "Windows does not let go of a directory with open files, and nothing else makes a disk fail from outside."
        : null;
}
