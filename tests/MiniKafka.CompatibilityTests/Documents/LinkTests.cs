using Checkout;

namespace MiniKafka.CompatibilityTests.Documents;

/// <summary>
/// Links in README.md, its neighbours and docs/ lead somewhere. Of other sites only the form is looked at; the repository's own address, which the README has
/// because it is shown elsewhere too, leads to the files here.
/// </summary>
public sealed class LinkTests
{
    private const string OwnAddress = "https://github.com/minikafka/minikafka/blob/main/";

    [Fact]
    public void Every_link_leads_to_a_file_and_a_heading_that_are_there()
    {
        var problems = new List<string>();
        foreach (var page in Page.All)
        {
            problems.AddRange(from link in page.Links let problem = Problem(page, link.Target) where problem is not null select $"{page}:{link.Line}: {link.Target} {problem}");
        }

        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }

    [Fact]
    public void Every_page_can_be_reached_from_the_first_one()
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var next = new Queue<string>(["docs/README.md"]);
        while (next.TryDequeue(out var path))
        {
            if (reached.Add(path) && Page.All.SingleOrDefault(page => page.Path == path) is { } page)
            {
                page.Links.Where(link => !IsElsewhere(link.Target)).Select(link => FileOf(page, link.Target)).ToList().ForEach(next.Enqueue);
            }
        }

        Assert.Empty(Page.All.Select(page => page.Path).Where(path => path.StartsWith("docs/", StringComparison.Ordinal)).Except(reached));
    }

    private static string? Problem(Page page, string target)
    {
        if (IsElsewhere(target))
        {
            return Uri.TryCreate(target, UriKind.Absolute, out var address) && address.Host.Contains('.') ? null : "is no address";
        }

        var file = FileOf(page, target);
        if (!Path.Exists(Path.Combine(RepositoryFolder.Root, file)))
        {
            return "leads to no file";
        }

        return target.Split('#') is [_, var anchor] && Page.All.SingleOrDefault(other => other.Path == file)?.Anchors.Contains(anchor) != true ? "leads to no heading" : null;
    }

    private static bool IsElsewhere(string target) =>
        (target.Contains("://", StringComparison.Ordinal) && !target.StartsWith(OwnAddress, StringComparison.Ordinal)) || target.StartsWith("mailto:", StringComparison.Ordinal);

    /// <summary>From the root of the repository.</summary>
    private static string FileOf(Page page, string target)
    {
        var isOwn = target.StartsWith(OwnAddress, StringComparison.Ordinal);
        var path = (isOwn ? target[OwnAddress.Length..] : target).Split('#')[0];
        var folder = isOwn ? RepositoryFolder.Root : Path.Combine(RepositoryFolder.Root, Path.GetDirectoryName(page.Path)!);
        var file = path.Length == 0 ? Path.Combine(RepositoryFolder.Root, page.Path) : Path.GetFullPath(Path.Combine(folder, path));
        return Path.GetRelativePath(RepositoryFolder.Root, file).Replace('\\', '/');
    }
}
