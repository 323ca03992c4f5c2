using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MiniKafka.ArchitectureTests.Tidiness;

/// <summary>
/// Rules about packages: Directory.Packages.props says the least version of each, which is what the package asks its users for; which
/// version the repository takes stands in the lock file beside each project.
/// </summary>
internal static partial class PackageRules
{
    public const string LockFile = "packages.lock.json";

    public static IEnumerable<Finding> LeastVersions(string path, string text)
    {
        foreach (var element in XDocument.Parse(text, LoadOptions.SetLineInfo).Descendants())
        {
            var name = element.Name.LocalName;
            var version = element.Attribute("Version")?.Value;
            var line = ((System.Xml.IXmlLineInfo)element).LineNumber;
            var package = element.Attribute("Include")?.Value;
            if (name == "PackageVersion" && (version is null || !Least().IsMatch(version)))
            {
                yield return new Finding(path, line, $"{package} is at \"{version}\": say the least version, as in 1.2.3, or projects beside a newer one do not restore");
            }
            else if (name == "PackageReference" && (version ?? element.Attribute("VersionOverride")?.Value) is not null)
            {
                yield return new Finding(path, line, $"{package} names a version of its own: versions stand in Directory.Packages.props");
            }
            else if (name == "PackageDownload")
            {
                yield return new Finding(path, line, $"{package} is borrowed: reference it, so that the lock file knows it");
            }
        }
    }

    [GeneratedRegex(@"^\d+(\.\d+){1,3}(-[\w.]+)?$")]
    private static partial Regex Least();
}
