using System.Text.Json;

namespace MiniKafka.CompatibilityTests.Package;

/// <summary>Restoring unpacks our packages beside all others of this machine, where nothing would ever take them away.</summary>
internal static class UnpackedPackages
{
    /// <summary>Takes away what was unpacked of a version that nobody else has.</summary>
    /// <param name="obj">The folder where a project keeps what it restored.</param>
    /// <param name="version">Our packages' version.</param>
    public static void Forget(string obj, string version)
    {
        var assets = Path.Combine(obj, "project.assets.json");
        if (!File.Exists(assets))
        {
            return;
        }

        using var restored = JsonDocument.Parse(File.ReadAllBytes(assets));
        foreach (var packages in restored.RootElement.GetProperty("packageFolders").EnumerateObject().Where(folder => Directory.Exists(folder.Name)))
        {
            foreach (var unpacked in Directory.EnumerateDirectories(packages.Name, "minikafka*").Select(package => Path.Combine(package, version)).Where(Directory.Exists))
            {
                Directory.Delete(unpacked, recursive: true);
            }
        }
    }
}
