using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MiniKafka.ArchitectureTests.Tidiness;

/// <summary>Rules about project files: every package stands at one exact version.</summary>
internal static partial class PackageRules
{
    public static IEnumerable<Finding> ExactVersions(string path, string text)
    {
        foreach (var element in XDocument.Parse(text, LoadOptions.SetLineInfo).Descendants())
        {
            var name = element.Name.LocalName;
            var version = element.Attribute("Version")?.Value;
            var line = ((System.Xml.IXmlLineInfo)element).LineNumber;
            var package = element.Attribute("Include")?.Value;
            if (name is "PackageVersion" or "PackageDownload" && (version is null || !Exact().IsMatch(version)))
            {
                yield return new Finding(path, line, $"{package} is at \"{version}\": pin it to one version, as in [1.2.3]");
            }
            else if (name == "PackageReference" && version is not null)
            {
                yield return new Finding(path, line, $"{package} names a version of its own: versions stand in Directory.Packages.props");
            }
        }
    }

    [GeneratedRegex(@"^\[\d+(\.\d+){1,3}(-[\w.]+)?\]$")]
    private static partial Regex Exact();
}
