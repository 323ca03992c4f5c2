using System.Reflection;
using MiniKafka.Dashboard;
using MiniKafka.Hosting;
using MiniKafka.Model;

namespace MiniKafka.ArchitectureTests.Surface;

/// <summary>An assembly that others compile against.</summary>
/// <param name="Assembly">As it was built.</param>
/// <param name="SurfaceFile">Where its public surface is checked in.</param>
internal sealed record Library(Assembly Assembly, string SurfaceFile)
{
    private const string Folder = "tests/MiniKafka.ArchitectureTests/";

    private static readonly Library[] All =
    [
        new(typeof(Acks).Assembly, Folder + "PublicSurface.txt"),
        new(typeof(MiniKafkaServices).Assembly, Folder + "PublicSurface.Hosting.txt"),
        new(typeof(KafkaDashboard).Assembly, Folder + "PublicSurface.Dashboard.txt"),
    ];

    /// <summary>The names of all.</summary>
    public static TheoryData<string> Names => [.. All.Select(library => library.Name)];

    public string Name => Assembly.GetName().Name!;

    /// <summary>Without what only a build adds, such as the commit.</summary>
    public string Version => Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static Library Named(string name) => All.Single(library => library.Name == name);

    /// <summary>The lines of a surface that is checked in.</summary>
    public static string[] SurfaceIn(string file) => Repository.Read(file).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
